// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import io.vfio4j.cli.console.Failure;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.vfiouser.server.VfioUserServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A function and its VFs, each served on a socket of its own. {@link #close} may be called from any thread, and twice.
 */
public final class ServedFunctions implements AutoCloseable {
    private final List<Served> served = new ArrayList<>();
    private boolean closed;

    /** One function on its socket. */
    public record Served(PciFunction function, Path socket, EmulatedDevice device, VfioUserServer server) {}

    /**
     * Serves a function at a socket, and its VFs at that path with {@code .vf0}, {@code .vf1} and so on behind it. When
     * it cannot listen at one of them, it listens at none.
     *
     * @throws io.vfio4j.device.VfioException when it cannot listen
     * @throws Failure when this is closed meanwhile
     */
    public void start(PciFunction physical, Path socket, EmulatedDeviceOptions options) {
        try {
            serve(physical, socket, options);
            int number = 0;
            for (PciFunction virtual : physical.virtualFunctions()) {
                serve(virtual, virtualSocket(socket, number), options);
                number++;
            }
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    /** Where a VF is served. */
    static Path virtualSocket(Path socket, int number) {
        return Path.of(socket + ".vf" + number);
    }

    private void serve(PciFunction function, Path socket, EmulatedDeviceOptions options) {
        EmulatedDevice device = EmulatedDevice.open("vfio-user:" + socket, function, options);
        try {
            add(new Served(function, socket, device, VfioUserServer.listen(socket, device)));
        } catch (Throwable failure) {
            device.close();
            throw failure;
        }
    }

    private void add(Served one) {
        synchronized (served) {
            if (!closed) {
                served.add(one);
                return;
            }
        }
        one.server().close();
        throw new Failure("interrupted");
    }

    /** The PF, then the VFs. */
    public List<Served> all() {
        synchronized (served) {
            return List.copyOf(served);
        }
    }

    /** The options of the VFIO or the hardware view. */
    public static EmulatedDeviceOptions options(ServeOptions chosen) {
        return EmulatedDeviceOptions.VFIO
                .withView(chosen.view())
                .withReporting(chosen.report())
                .withBlankHidden(chosen.blankHidden());
    }

    @Override
    public void close() {
        synchronized (served) {
            closed = true;
        }
        for (Served each : all()) {
            each.server().close();
            each.device().close();
        }
    }
}
