// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import io.vfio4j.linux.file.FileStatus;
import io.vfio4j.linux.file.OpenFiles;
import io.vfio4j.linux.file.PollEvents;
import io.vfio4j.linux.socket.SocketAddress;
import io.vfio4j.linux.socket.SocketCalls;
import io.vfio4j.linux.socket.SocketMessage;
import io.vfio4j.testing.CProbe;
import org.junit.jupiter.api.Test;

class LinuxAbiTest {
    @Test
    void shouldLayOutSocketStructuresAsTheHeadersDo() throws Exception {
        CProbe.including("sys/socket.h", "sys/un.h", "sys/time.h")
                .expect("sizeof(struct msghdr)", SocketMessage.MSGHDR)
                .expect("offsetof(struct msghdr, msg_iov)", SocketMessage.MSG_IOV)
                .expect("offsetof(struct msghdr, msg_iovlen)", SocketMessage.MSG_IOVLEN)
                .expect("offsetof(struct msghdr, msg_control)", SocketMessage.MSG_CONTROL)
                .expect("offsetof(struct msghdr, msg_controllen)", SocketMessage.MSG_CONTROLLEN)
                .expect("offsetof(struct msghdr, msg_flags)", SocketMessage.MSG_FLAGS)
                .expect("sizeof(struct iovec)", SocketMessage.IOVEC)
                .expect("offsetof(struct iovec, iov_base)", SocketMessage.IOV_BASE)
                .expect("offsetof(struct iovec, iov_len)", SocketMessage.IOV_LEN)
                .expect("sizeof(struct cmsghdr)", SocketMessage.CMSGHDR)
                .expect("offsetof(struct cmsghdr, cmsg_len)", SocketMessage.CMSG_LEN)
                .expect("offsetof(struct cmsghdr, cmsg_level)", SocketMessage.CMSG_LEVEL)
                .expect("offsetof(struct cmsghdr, cmsg_type)", SocketMessage.CMSG_TYPE)
                .expect("CMSG_SPACE(4)", SocketMessage.controlSpace(1))
                .expect("CMSG_SPACE(253 * 4)", SocketMessage.controlSpace(253))
                .expect("CMSG_LEN(4)", SocketMessage.CMSGHDR + 4)
                .expect("sizeof(struct sockaddr_un)", SocketAddress.SIZEOF)
                .expect("offsetof(struct sockaddr_un, sun_family)", 0)
                .expect("offsetof(struct sockaddr_un, sun_path)", SocketAddress.PATH)
                .expect("sizeof(((struct sockaddr_un *) 0)->sun_path)", SocketAddress.MAX_PATH + 1)
                .expect("sizeof(struct timeval)", 16)
                .expect("offsetof(struct timeval, tv_usec)", 8)
                .verify();
    }

    @Test
    void shouldKnowTheNumbersOfSockets() throws Exception {
        CProbe.including("sys/socket.h")
                .expect("AF_UNIX", SocketCalls.AF_UNIX)
                .expect("SOCK_STREAM", SocketCalls.SOCK_STREAM)
                .expect("SOCK_CLOEXEC", SocketCalls.SOCK_CLOEXEC)
                .expect("SOCK_NONBLOCK", SocketCalls.SOCK_NONBLOCK)
                .expect("SOL_SOCKET", SocketCalls.SOL_SOCKET)
                .expect("SCM_RIGHTS", SocketCalls.SCM_RIGHTS)
                .expect("SO_RCVTIMEO", SocketCalls.SO_RCVTIMEO)
                .expect("SO_SNDTIMEO", SocketCalls.SO_SNDTIMEO)
                .expect("SHUT_RDWR", SocketCalls.SHUT_RDWR)
                .expect("MSG_CTRUNC", SocketCalls.MSG_CTRUNC)
                .expect("MSG_DONTWAIT", SocketCalls.MSG_DONTWAIT)
                .expect("MSG_NOSIGNAL", SocketCalls.MSG_NOSIGNAL)
                .expect("MSG_CMSG_CLOEXEC", SocketCalls.MSG_CMSG_CLOEXEC)
                .verify();
    }

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
                .expect("sizeof(struct statx)", FileStatus.SIZEOF)
                .expect("offsetof(struct statx, stx_mode)", FileStatus.MODE)
                .expect("sizeof(((struct statx *) 0)->stx_mode)", Short.BYTES)
                .expect("offsetof(struct statx, stx_size)", FileStatus.SIZE)
                .expect("RLIMIT_NOFILE", FileCalls.RLIMIT_NOFILE)
                .expect("sizeof(struct rlimit)", OpenFiles.SIZEOF)
                .expect("offsetof(struct rlimit, rlim_cur)", OpenFiles.CURRENT)
                .expect("sizeof(rlim_t)", Long.BYTES)
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
                .expect("sizeof(struct timespec)", EventCalls.TIMESPEC)
                .expect("offsetof(struct timespec, tv_nsec)", EventCalls.NANOSECONDS)
                .verify();
    }

    @Test
    void shouldKnowTheNumbersOfEventsAndErrors() throws Exception {
        CProbe.including("errno.h", "poll.h", "sys/eventfd.h")
                .expect("EFD_CLOEXEC", EventCalls.EFD_CLOEXEC)
                .expect("EFD_NONBLOCK", EventCalls.EFD_NONBLOCK)
                .expect("sizeof(struct pollfd)", PollEntry.SIZEOF)
                .expect("offsetof(struct pollfd, fd)", PollEntry.FD)
                .expect("offsetof(struct pollfd, events)", PollEntry.EVENTS)
                .expect("offsetof(struct pollfd, revents)", PollEntry.REVENTS)
                .expect("sizeof(nfds_t)", Long.BYTES)
                .expect("POLLIN", PollEvents.READABLE)
                .expect("POLLOUT", PollEvents.WRITABLE)
                .expect("POLLERR", PollEvents.ERROR)
                .expect("POLLHUP", PollEvents.HANG_UP)
                .expect("POLLNVAL", PollEvents.INVALID)
                .expect("EINTR", Native.EINTR)
                .expect("EAGAIN", Native.EAGAIN)
                .expect("EINVAL", Native.EINVAL)
                .expect("EADDRINUSE", Native.EADDRINUSE)
                .expect("ECONNREFUSED", Native.ECONNREFUSED)
                .verify();
    }
}
