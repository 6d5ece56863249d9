// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Reads of a {@code config} file what is needed: each 4 bytes are a transaction on the bus, so not the whole of it.
 * The first 256 bytes, then 16 of every extended capability and 64 of SR-IOV's; all other bytes stay 0.
 */
final class ConfigFile {
    private static final int HEADER = 64;
    private static final int REGISTERS = 16;
    private static final int SRIOV_REGISTERS = 64;

    private ConfigFile() {}

    static FunctionConfig read(SystemTree tree, String path) {
        byte[] bytes = new byte[ConfigSpace.EXTENDED_SIZE];
        try (SystemTree.OpenFile file = tree.open(path)) {
            int standard = file.read(0, bytes, 0, ConfigSpace.CONVENTIONAL_SIZE);
            if (standard < HEADER) {
                return FunctionConfig.unreadable(RegisterObstacle.ABSENT, "it has %d bytes".formatted(standard));
            }
            if (allOnes(bytes)) {
                return FunctionConfig.unreadable(
                        RegisterObstacle.NO_ANSWER, "it reads all ones: the function is gone or sleeps in D3cold");
            }
            if (standard < ConfigSpace.CONVENTIONAL_SIZE) {
                return FunctionConfig.headerOnly(conventional(bytes));
            }
            return FunctionConfig.of(readExtended(file, bytes) ? ConfigSpace.of(bytes) : conventional(bytes));
        } catch (AccessDeniedException _) {
            return FunctionConfig.unreadable(RegisterObstacle.DENIED, "this user may not read it");
        } catch (NoSuchFileException _) {
            return FunctionConfig.unreadable(RegisterObstacle.ABSENT, "there is no config file");
        } catch (IOException failure) {
            return FunctionConfig.unreadable(
                    RegisterObstacle.FAILED, "reading it failed: %s".formatted(failure.getMessage()));
        }
    }

    private static ConfigSpace conventional(byte[] bytes) {
        return ConfigSpace.of(Arrays.copyOf(bytes, ConfigSpace.CONVENTIONAL_SIZE));
    }

    /** Tells whether nothing answers: command and status cannot both be all ones; a VF's ids are. */
    private static boolean allOnes(byte[] bytes) {
        return bytes[4] == -1 && bytes[5] == -1 && bytes[6] == -1 && bytes[7] == -1;
    }

    private static boolean readExtended(SystemTree.OpenFile file, byte[] bytes) throws IOException {
        BitSet seen = new BitSet();
        int offset = ConfigSpace.CONVENTIONAL_SIZE;
        while (offset >= ConfigSpace.CONVENTIONAL_SIZE && !seen.get(offset)) {
            seen.set(offset);
            int got = file.read(offset, bytes, offset, Math.min(REGISTERS, bytes.length - offset));
            if (got < 4) {
                return offset != ConfigSpace.CONVENTIONAL_SIZE;
            }
            int id = (bytes[offset] & 0xff) | (bytes[offset + 1] & 0xff) << 8;
            int next = ((bytes[offset + 2] & 0xff) >>> 4) | (bytes[offset + 3] & 0xff) << 4;
            if (id == 0xffff || (id == 0 && next == 0)) {
                break;
            }
            if (id == CapabilityId.SRIOV.id()) {
                file.read(offset, bytes, offset, Math.min(SRIOV_REGISTERS, bytes.length - offset));
            }
            offset = next & 0xffc;
        }
        return true;
    }
}
