// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.DeviceFile;
import java.lang.foreign.MemorySegment;

/**
 * Makes requests of a node of VFIO or iommufd on behalf of a device, whose name its errors carry together with what
 * they mean. May be closed by any thread, twice if it likes.
 *
 * @param target how messages name the device
 * @param file the node
 */
public record IoctlFile(String target, DeviceFile file) implements AutoCloseable {

    /**
     * Makes a request that takes a structure.
     *
     * @return what the call returned, 0 or more
     * @throws VfioException with what the errno means for this request
     */
    public int call(Request request, MemorySegment structure) {
        return check(request, request.name(), file.ioctl(request.code(), structure));
    }

    /** Makes a request that takes a number or nothing; else as {@link #call(Request, MemorySegment)}. */
    public int call(Request request, long argument) {
        return check(request, request.name(), file.ioctl(request.code(), argument));
    }

    /**
     * Makes a request with more about the operation than the request's name; else as {@link #call(Request,
     * MemorySegment)}.
     */
    public int call(Request request, String operation, MemorySegment structure) {
        return check(request, operation, file.ioctl(request.code(), structure));
    }

    /**
     * Makes a request; the caller can explain its failure better than the errno alone.
     *
     * @param explanation stands in place of the errno's general meaning; asked for only after a failure
     */
    public int call(Request request, String operation, MemorySegment structure, ErrnoExplanation explanation) {
        int result = file.ioctl(request.code(), structure);
        if (result < 0) {
            throw failure(request, operation, result, explanation);
        }
        return result;
    }

    private int check(Request request, String operation, int result) {
        if (result < 0) {
            throw failure(request, operation, result, _ -> "");
        }
        return result;
    }

    /**
     * Returns the failure of a request that was made with {@link #file()}.
     *
     * @param result negative: -errno
     */
    public VfioException failure(Request request, int result) {
        return failure(request, request.name(), result, _ -> "");
    }

    private VfioException failure(Request request, String operation, int result, ErrnoExplanation explanation) {
        Errno errno = DeviceFile.errno(result);
        if (errno == Errno.UNKNOWN) {
            return new VfioException(target, operation, errno, "errno " + -result);
        }
        String known = explanation.of(errno);
        return new VfioException(
                target, operation, errno, known.isEmpty() ? RequestErrors.explain(request, errno) : known);
    }

    @Override
    public void close() {
        file.close();
    }

    /** Explains a failure where it happened. */
    public interface ErrnoExplanation {
        /** Says in words without a full stop what is known; empty when nothing is. */
        String of(Errno errno);
    }
}
