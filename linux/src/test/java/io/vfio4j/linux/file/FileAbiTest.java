// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import io.vfio4j.testing.CProbe;
import org.junit.jupiter.api.Test;

class FileAbiTest {
    @Test
    void shouldLayOutFileStatusAndLimitsAsTheCLibraryDoes() throws Exception {
        CProbe.including("sys/resource.h", "sys/stat.h")
                .struct("statx")
                .size(FileStatus.SIZEOF)
                .field("stx_mode", FileStatus.MODE)
                .expect("sizeof(((struct statx *) 0)->stx_mode)", Short.BYTES)
                .field("stx_size", FileStatus.SIZE)
                .struct("rlimit")
                .size(OpenFiles.SIZEOF)
                .field("rlim_cur", OpenFiles.CURRENT)
                .expect("sizeof(rlim_t)", Long.BYTES)
                .verify();
    }

    @Test
    void shouldKnowTheNumbersOfPollEvents() throws Exception {
        CProbe.including("poll.h")
                .expect("POLLIN", PollEvents.READABLE)
                .expect("POLLOUT", PollEvents.WRITABLE)
                .expect("POLLERR", PollEvents.ERROR)
                .expect("POLLHUP", PollEvents.HANG_UP)
                .expect("POLLNVAL", PollEvents.INVALID)
                .verify();
    }
}
