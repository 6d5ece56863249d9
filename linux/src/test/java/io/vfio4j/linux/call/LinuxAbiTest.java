// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import io.vfio4j.testing.CProbe;
import org.junit.jupiter.api.Test;

class LinuxAbiTest {
    @Test
    void shouldKnowTheNumbersOfFilesAndMemory() throws Exception {
        CProbe.including("fcntl.h", "sys/mman.h", "sys/resource.h", "sys/stat.h")
                .expect("F_DUPFD_CLOEXEC", FileCalls.F_DUPFD_CLOEXEC)
                .expect("F_ADD_SEALS", FileCalls.F_ADD_SEALS)
                .expect("F_SEAL_SHRINK", FileCalls.F_SEAL_SHRINK)
                .expect("F_SEAL_GROW", FileCalls.F_SEAL_GROW)
                .expect("AT_EMPTY_PATH", FileCalls.AT_EMPTY_PATH)
                .expect("STATX_TYPE", FileCalls.STATX_TYPE)
                .expect("STATX_SIZE", FileCalls.STATX_SIZE)
                .expect("S_IFMT", FileCalls.S_IFMT)
                .expect("S_IFREG", FileCalls.S_IFREG)
                .expect("S_IFSOCK", FileCalls.S_IFSOCK)
                .expect("RLIMIT_NOFILE", FileCalls.RLIMIT_NOFILE)
                .expect("MFD_CLOEXEC", MemoryCalls.MFD_CLOEXEC)
                .expect("MFD_ALLOW_SEALING", MemoryCalls.MFD_ALLOW_SEALING)
                .expect("PROT_READ", MemoryCalls.PROT_READ)
                .expect("PROT_WRITE", MemoryCalls.PROT_WRITE)
                .expect("PROT_EXEC", MemoryCalls.PROT_EXEC)
                .expect("MAP_PRIVATE", MemoryCalls.MAP_PRIVATE)
                .expect("MAP_ANONYMOUS", MemoryCalls.MAP_ANONYMOUS)
                .expect("MAP_SHARED", MemoryCalls.MAP_SHARED)
                .expect("sizeof(off_t)", Long.BYTES)
                .expect("sizeof(size_t)", Long.BYTES)
                .verify();
    }

    @Test
    void shouldKnowTheNumbersOfSystemCalls() throws Exception {
        CProbe.including("sys/syscall.h", "time.h")
                .expect("SYS_read", SystemCall.READ)
                .expect("SYS_write", SystemCall.WRITE)
                .expect("SYS_pread64", SystemCall.PREAD64)
                .expect("SYS_pwrite64", SystemCall.PWRITE64)
                .expect("SYS_sendmsg", SystemCall.SENDMSG)
                .expect("SYS_recvmsg", SystemCall.RECVMSG)
                .expect("SYS_ppoll", SystemCall.PPOLL)
                .struct("timespec")
                .size(EventCalls.TIMESPEC)
                .field("tv_nsec", EventCalls.NANOSECONDS)
                .verify();
    }

    @Test
    void shouldKnowTheNumbersOfEventsAndErrors() throws Exception {
        CProbe.including("errno.h", "poll.h", "sys/eventfd.h")
                .expect("EFD_CLOEXEC", EventCalls.EFD_CLOEXEC)
                .expect("EFD_NONBLOCK", EventCalls.EFD_NONBLOCK)
                .struct("pollfd")
                .size(PollEntry.SIZEOF)
                .field("fd", PollEntry.FD)
                .field("events", PollEntry.EVENTS)
                .field("revents", PollEntry.REVENTS)
                .expect("sizeof(nfds_t)", Long.BYTES)
                .expect("EINTR", Native.EINTR)
                .expect("EAGAIN", Native.EAGAIN)
                .expect("EINVAL", Native.EINVAL)
                .expect("EADDRINUSE", Native.EADDRINUSE)
                .expect("ECONNREFUSED", Native.ECONNREFUSED)
                .verify();
    }
}
