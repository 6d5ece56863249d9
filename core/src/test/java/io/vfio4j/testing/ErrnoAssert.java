// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that operations fail with an errno: by its value, not by a message's text. */
public final class ErrnoAssert {
    private ErrnoAssert() {}

    /**
     * Asserts that a call throws a {@link VfioException} with an errno.
     *
     * @return the exception, for whoever wants to see more of it
     */
    public static VfioException assertErrno(Errno errno, ThrowingCallable call) {
        VfioException failure = catchThrowableOfType(VfioException.class, call);
        assertThat(failure).as("%s expected, but nothing was thrown", errno).isNotNull();
        assertThat(failure.errno()).as(failure.getMessage()).isEqualTo(errno);
        return failure;
    }
}
