// SPDX-License-Identifier: Apache-2.0
package lab;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * VFIO_DEVICE_FEATURE requests, each with the answer that it must have.
 *
 * <pre>
 *  struct vfio_device_feature   offset  size
 *    u32 argsz                     0     4
 *    u32 flags                     4     4    index in bits 15:0, GET, SET, PROBE
 *    u8  data[]                    8
 * </pre>
 */
final class FeatureRequests implements AutoCloseable {
    private static final long VFIO_DEVICE_FEATURE = 0x3b75;
    private static final int GET = 1 << 16;
    private static final int SET = 1 << 17;
    private static final int PROBE = 1 << 18;
    private static final int UNKNOWN = 1 << 19;
    private static final int HEADER = 8;
    private static final int WHOLE = HEADER + 4;
    private static final int ROOM = 64;
    private static final byte UNTOUCHED = (byte) 0xa5;
    private static final int EINVAL = -22;
    private static final int ENOTTY = -25;

    /** What came of the requests since the last one. */
    record Outcome(int count, List<String> failures) {}

    private final OpenDevice device;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment request = arena.allocate(ROOM);
    private final List<String> failures = new ArrayList<>();
    private int count;

    FeatureRequests(OpenDevice device) {
        this.device = device;
    }

    String way() {
        return device.way();
    }

    /** The feature is there and answers GET with these 4 bytes. */
    void expectData(int index, int data) {
        expectNoNonsense(index);
        expect(index | GET, WHOLE, 0, data);
        expect(index | GET, ROOM, 0, data);
        expect(index | PROBE, HEADER, 0);
        expect(index | PROBE, WHOLE, 0);
        expect(index | PROBE | GET, HEADER, 0);
        expect(index | PROBE | GET, WHOLE, 0);
        expect(index | PROBE | SET, WHOLE, EINVAL);
        expect(index | PROBE | GET | SET, WHOLE, EINVAL);
        expect(index | SET, WHOLE, EINVAL);
        expect(index, WHOLE, EINVAL);
        for (int argsz = HEADER; argsz < WHOLE; argsz++) {
            expect(index | GET, argsz, EINVAL);
        }
    }

    /** There is no such feature. */
    void expectNothing(int index) {
        expectNoNonsense(index);
        for (int operation : new int[] {GET, SET, PROBE, PROBE | GET, PROBE | SET}) {
            expect(index | operation, WHOLE, ENOTTY);
        }
        expect(index | GET, HEADER, ENOTTY);
    }

    /** There is a feature at this index, which is not PASID. */
    void expectAnother(int index) {
        expect(index | PROBE, HEADER, 0);
        expect(index | PROBE | GET, WHOLE, 0);
        expect(index | GET, WHOLE, EINVAL);
    }

    /** What vfio_ioctl_device_feature refuses before it looks for the feature. */
    private void expectNoNonsense(int index) {
        expect(index | GET, 0, EINVAL);
        expect(index | GET, HEADER - 1, EINVAL);
        expect(index | GET | SET, WHOLE, EINVAL);
        expect(index | GET | UNKNOWN, WHOLE, EINVAL);
    }

    Outcome outcome() {
        Outcome outcome = new Outcome(count, List.copyOf(failures));
        count = 0;
        failures.clear();
        return outcome;
    }

    private void expect(int flags, int argsz, int result, int... data) {
        byte[] expected = new byte[ROOM - HEADER];
        Arrays.fill(expected, UNTOUCHED);
        if (data.length != 0) {
            MemorySegment.ofArray(expected).set(ValueLayout.JAVA_INT_UNALIGNED, 0, data[0]);
        }
        request.fill(UNTOUCHED);
        request.set(ValueLayout.JAVA_INT, 0, argsz);
        request.set(ValueLayout.JAVA_INT, 4, flags);
        int actual = Libc.ioctl(device.device(), VFIO_DEVICE_FEATURE, request);
        count++;
        if (actual != result) {
            failures.add("flags 0x%x, argsz %d: %d instead of %d".formatted(flags, argsz, actual, result));
        } else if (request.asSlice(HEADER).mismatch(MemorySegment.ofArray(expected)) != -1) {
            failures.add("flags 0x%x, argsz %d: data is 0x%08x instead of 0x%08x"
                    .formatted(
                            flags,
                            argsz,
                            request.get(ValueLayout.JAVA_INT, HEADER),
                            MemorySegment.ofArray(expected).get(ValueLayout.JAVA_INT_UNALIGNED, 0)));
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
