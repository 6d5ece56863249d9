// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import io.vfio4j.device.DeviceOrigin;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.HostPasid;
import io.vfio4j.device.IommuHardwareInfo;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.VfioException;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.testing.ArrayDevice;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Answers the feature with given bytes or a given errno, as no honest device would. */
final class ScriptedDevice extends ArrayDevice {
    private final Optional<PasidFeature> feature;
    private final Optional<IommuHardwareInfo> hardware;
    private final byte[] answer;
    private final Errno errno;
    private Optional<HostPasid> host = Optional.empty();
    private int hostReads;

    ScriptedDevice(
            Optional<PasidFeature> feature,
            Optional<IommuHardwareInfo> hardware,
            ConfigSpace config,
            byte[] answer,
            Errno errno) {
        super(config, Integer.MAX_VALUE);
        this.feature = feature;
        this.hardware = hardware;
        this.answer = answer;
        this.errno = errno;
    }

    ScriptedDevice withHost(HostPasid registers) {
        host = Optional.of(registers);
        return this;
    }

    /** Returns how often the host's registers were read. */
    int hostReads() {
        return hostReads;
    }

    @Override
    public DeviceOrigin origin() {
        return new DeviceOrigin() {
            @Override
            public FunctionKind functionKind() {
                return FunctionKind.UNKNOWN;
            }

            @Override
            public Optional<PasidFeature> pasidFeature() {
                return feature;
            }

            @Override
            public Optional<IommuHardwareInfo> iommuHardwareInfo() {
                return hardware;
            }

            @Override
            public Optional<HostPasid> hostPasid() {
                hostReads++;
                return host;
            }
        };
    }

    @Override
    public int feature(int flags, MemorySegment data) {
        if (errno != Errno.UNKNOWN) {
            throw new VfioException(name(), FeatureFlags.describe(flags), errno);
        }
        if ((flags & FeatureFlags.PROBE) != 0) {
            return 0;
        }
        MemorySegment.copy(MemorySegment.ofArray(answer), 0, data, 0, answer.length);
        return answer.length;
    }
}
