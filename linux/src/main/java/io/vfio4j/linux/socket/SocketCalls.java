// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.vfio4j.linux.call.Native;
import io.vfio4j.linux.call.SystemCall;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/** Makes calls on sockets; each returns a negative errno when it fails. */
final class SocketCalls {
    static final int AF_UNIX = 1;
    static final int SOCK_STREAM = 1;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOL_SOCKET = 1;
    static final int SCM_RIGHTS = 1;
    static final int SO_RCVTIMEO = 20;
    static final int SO_SNDTIMEO = 21;
    static final int SHUT_RDWR = 2;
    static final int MSG_CTRUNC = 0x8;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private SocketCalls() {}

    static int socket(int flags) {
        MemorySegment state = Native.state();
        try {
            int type = SOCK_STREAM | SOCK_CLOEXEC | flags;
            return Native.result((int) Socket.HANDLE.invokeExact(state, AF_UNIX, type, 0), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    static int socketpair(MemorySegment pair) {
        MemorySegment state = Native.state();
        try {
            int type = SOCK_STREAM | SOCK_CLOEXEC;
            return Native.result((int) Socketpair.HANDLE.invokeExact(state, AF_UNIX, type, 0, pair), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    static int bind(int socket, MemorySegment address, int size) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) Bind.HANDLE.invokeExact(state, socket, address, size), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    static int listen(int socket, int backlog) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) Listen.HANDLE.invokeExact(state, socket, backlog), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    static int accept(int socket) {
        MemorySegment state = Native.state();
        try {
            int result;
            do {
                result = Native.result(
                        (int) Accept.HANDLE.invokeExact(
                                state, socket, MemorySegment.NULL, MemorySegment.NULL, SOCK_CLOEXEC),
                        state);
            } while (result == -Native.EINTR);
            return result;
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Makes the call connect(2); repeated after EINTR, which a UNIX socket only reports before it has connected. */
    static int connect(int socket, MemorySegment address, int size) {
        MemorySegment state = Native.state();
        try {
            int result;
            do {
                result = Native.result((int) Connect.HANDLE.invokeExact(state, socket, address, size), state);
            } while (result == -Native.EINTR);
            return result;
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    static long sendmsg(int socket, MemorySegment message, int flags) {
        try {
            return SystemCall.repeat(SystemCall.SENDMSG, socket, message.address(), flags);
        } finally {
            Reference.reachabilityFence(message);
        }
    }

    static long recvmsg(int socket, MemorySegment message, int flags) {
        try {
            return SystemCall.repeat(SystemCall.RECVMSG, socket, message.address(), flags);
        } finally {
            Reference.reachabilityFence(message);
        }
    }

    static int shutdown(int socket) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) Shutdown.HANDLE.invokeExact(state, socket, SHUT_RDWR), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    static int setsockopt(int socket, int option, MemorySegment value) {
        MemorySegment state = Native.state();
        try {
            int size = (int) value.byteSize();
            return Native.result(
                    (int) Setsockopt.HANDLE.invokeExact(state, socket, SOL_SOCKET, option, value, size), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    private static final class Socket {
        static final MethodHandle HANDLE =
                Native.link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class Socketpair {
        static final MethodHandle HANDLE =
                Native.link("socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static final class Bind {
        static final MethodHandle HANDLE =
                Native.link("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class Listen {
        static final MethodHandle HANDLE = Native.link("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class Accept {
        static final MethodHandle HANDLE =
                Native.link("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    }

    private static final class Connect {
        static final MethodHandle HANDLE =
                Native.link("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class Shutdown {
        static final MethodHandle HANDLE = Native.link("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class Setsockopt {
        static final MethodHandle HANDLE = Native.link(
                "setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }
}
