// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.socket;

import io.vfio4j.testing.CProbe;
import org.junit.jupiter.api.Test;

class SocketAbiTest {
    @Test
    void shouldLayOutSocketStructuresAsTheHeadersDo() throws Exception {
        CProbe.including("sys/socket.h", "sys/un.h", "sys/time.h")
                .struct("msghdr")
                .size(SocketMessage.MSGHDR)
                .field("msg_iov", SocketMessage.MSG_IOV)
                .field("msg_iovlen", SocketMessage.MSG_IOVLEN)
                .field("msg_control", SocketMessage.MSG_CONTROL)
                .field("msg_controllen", SocketMessage.MSG_CONTROLLEN)
                .field("msg_flags", SocketMessage.MSG_FLAGS)
                .struct("iovec")
                .size(SocketMessage.IOVEC)
                .field("iov_base", SocketMessage.IOV_BASE)
                .field("iov_len", SocketMessage.IOV_LEN)
                .struct("cmsghdr")
                .size(SocketMessage.CMSGHDR)
                .field("cmsg_len", SocketMessage.CMSG_LEN)
                .field("cmsg_level", SocketMessage.CMSG_LEVEL)
                .field("cmsg_type", SocketMessage.CMSG_TYPE)
                .expect("CMSG_SPACE(4)", SocketMessage.controlSpace(1))
                .expect("CMSG_SPACE(253 * 4)", SocketMessage.controlSpace(253))
                .expect("CMSG_LEN(4)", SocketMessage.CMSGHDR + 4)
                .struct("sockaddr_un")
                .size(SocketAddress.SIZEOF)
                .field("sun_family", 0)
                .field("sun_path", SocketAddress.PATH)
                .expect("sizeof(((struct sockaddr_un *) 0)->sun_path)", SocketAddress.MAX_PATH + 1)
                .struct("timeval")
                .size(16)
                .field("tv_usec", 8)
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
}
