// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.SystemTree;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;

/** Writes the files of the kernel's driver core: {@code driver_override}, {@code unbind} and {@code drivers_probe}. */
final class BindingFiles {
    static final String DRIVERS = "/sys/bus/pci/drivers/";
    private static final String PROBE = "/sys/bus/pci/drivers_probe";

    private final SystemTree tree;

    BindingFiles(SystemTree tree) {
        this.tree = tree;
    }

    /** Returns the driver as the kernel has it now. */
    Optional<String> driver(SysfsFunction function) {
        return tree.linkName(function.path() + "/driver");
    }

    /** Lets only one driver bind to it, or, when empty, every driver that knows its ids. */
    void override(SysfsFunction function, Optional<String> driver) {
        write(function, function.path() + "/driver_override", driver.orElse("") + "\n");
    }

    void unbind(SysfsFunction function, String driver) {
        write(function, DRIVERS + driver + "/unbind", function.toString());
    }

    /** Lets the kernel look for a driver. */
    void probe(SysfsFunction function) {
        write(function, PROBE, function.toString());
    }

    private void write(SysfsFunction function, String path, String text) {
        try {
            tree.write(path, text);
        } catch (IOException e) {
            throw refusal(function, path, e);
        }
    }

    private static VfioException refusal(SysfsFunction function, String path, IOException e) {
        String answer = e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : String.valueOf(e.getMessage());
        Errno errno = switch (e) {
            case AccessDeniedException _ -> Errno.EACCES;
            case NoSuchFileException _ -> Errno.ENOENT;
            default -> errno(answer).orElse(Errno.EIO);
        };
        String detail = switch (errno) {
            case EACCES -> "only root may write there; run it as root";
            case EROFS -> "/sys is mounted read-only, as in most containers; run it on the host";
            case ENOENT -> "there is no such file";
            case EIO -> answer;
            default -> errno.meaning();
        };
        return new VfioException("pci:" + function.address(), "write " + path, errno, detail, e);
    }

    /** Finds the errno for the C library's text, which Java has instead of the number. */
    private static Optional<Errno> errno(String text) {
        return Arrays.stream(Errno.values())
                .filter(errno -> errno.meaning().equalsIgnoreCase(text))
                .findFirst();
    }
}
