// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class DmaSpaceTest {
    private static final long PAGE = DmaSpace.PAGE_SIZE;

    private final DmaSpace space = new DmaSpace("device", 4);

    @Test
    void shouldReadWhatWasWrittenAtTheSameAddress() {
        space.map(region(0x10000, 2 * PAGE));
        byte[] written = {1, 2, 3, 4, 5};

        space.write(0x10ffe, MemorySegment.ofArray(written), 0, 5);
        byte[] read = new byte[7];
        space.read(0x10ffd, MemorySegment.ofArray(read), 0, 7);

        assertThat(read).containsExactly(0, 1, 2, 3, 4, 5, 0);
    }

    @Test
    void shouldCrossFromOneMappingToTheAdjacentOne() {
        DmaRegion second = region(0x11000, PAGE);
        space.map(second);
        space.map(region(0x10000, PAGE));

        space.write(0x10fff, MemorySegment.ofArray(new byte[] {7, 8}), 0, 2);

        assertThat(((SegmentMemory) second.memory()).segment().get(ValueLayout.JAVA_BYTE, 0))
                .isEqualTo((byte) 8);
    }

    @Test
    void shouldFaultWhereNothingIsMapped() {
        space.map(region(0x10000, PAGE));
        MemorySegment buffer = MemorySegment.ofArray(new byte[16]);

        assertErrno(Errno.EFAULT, () -> space.read(0xfff8, buffer, 0, 16));
        assertErrno(Errno.EFAULT, () -> space.read(0x10ff8, buffer, 0, 16));
        assertErrno(Errno.EFAULT, () -> space.write(0x20000, buffer, 0, 1));
    }

    @Test
    void shouldFaultWhereTheMappingForbidsTheDirection() {
        MemorySegment memory = MemorySegment.ofArray(new byte[(int) PAGE]);
        space.map(new DmaRegion(0, PAGE, true, false, new SegmentMemory(memory)));
        space.map(new DmaRegion(PAGE, PAGE, false, true, new SegmentMemory(memory)));
        MemorySegment buffer = MemorySegment.ofArray(new byte[8]);

        assertErrno(Errno.EFAULT, () -> space.write(0, buffer, 0, 8));
        assertErrno(Errno.EFAULT, () -> space.read(PAGE, buffer, 0, 8));
    }

    @Test
    void shouldReachTheLastAddressThereIs() {
        space.map(region(-PAGE, PAGE));
        MemorySegment buffer = MemorySegment.ofArray(new byte[16]);

        space.write(-16, buffer, 0, 16);

        assertErrno(Errno.EFAULT, () -> space.write(-8, buffer, 0, 16));
    }

    @Test
    void shouldRefuseAnOverlapFromEitherSide() {
        space.map(region(0x10000, 2 * PAGE));

        assertErrno(Errno.EEXIST, () -> space.map(region(0x10000, PAGE)));
        assertErrno(Errno.EEXIST, () -> space.map(region(0x11000, PAGE)));
        assertErrno(Errno.EEXIST, () -> space.map(region(0xf000, 2 * PAGE)));
        assertErrno(Errno.EEXIST, () -> space.map(region(0xf000, 8 * PAGE)));
        assertThat(space.regions()).hasSize(1);
    }

    @Test
    void shouldRefuseWhatIsNotAlignedOrNotBacked() {
        assertErrno(Errno.EINVAL, () -> space.map(region(0x10800, PAGE)));
        assertErrno(Errno.EINVAL, () -> space.map(region(0x10000, 0x800)));
        MemorySegment half = MemorySegment.ofArray(new byte[0x800]);
        assertErrno(Errno.EINVAL, () -> space.map(new DmaRegion(0, PAGE, true, true, new SegmentMemory(half))));
        MemorySegment page = MemorySegment.ofArray(new byte[(int) PAGE]);
        assertErrno(Errno.EINVAL, () -> space.map(new DmaRegion(0, PAGE, false, false, new SegmentMemory(page))));
        assertThat(space.regions()).isEmpty();
    }

    @Test
    void shouldRefuseOneMappingTooMany() {
        for (int i = 0; i < 4; i++) {
            space.map(region(i * PAGE, PAGE));
        }

        assertErrno(Errno.ENOSPC, () -> space.map(region(4 * PAGE, PAGE)));
    }

    @Test
    void shouldUnmapEveryMappingWhollyInsideTheRange() {
        DmaRegion first = region(0x10000, PAGE);
        DmaRegion second = region(0x12000, PAGE);
        DmaRegion outside = region(0x20000, PAGE);
        space.map(first);
        space.map(second);
        space.map(outside);

        assertThat(space.unmap(0, 0x20000)).containsExactly(first, second);
        assertThat(space.regions()).containsExactly(outside);
    }

    @Test
    void shouldUnmapNothingWhereNothingIsMapped() {
        assertThat(space.unmap(0x10000, PAGE)).isEmpty();
    }

    @Test
    void shouldRefuseToCutAMappingInTwo() {
        space.map(region(0x10000, 4 * PAGE));

        assertErrno(Errno.EINVAL, () -> space.unmap(0x10000, PAGE));
        assertErrno(Errno.EINVAL, () -> space.unmap(0x11000, 3 * PAGE));
        assertErrno(Errno.EINVAL, () -> space.unmap(0xf000, 2 * PAGE));
        assertThat(space.regions()).hasSize(1);
    }

    @Test
    void shouldRefuseToUnmapAnEmptyOrWrappingRange() {
        assertErrno(Errno.EINVAL, () -> space.unmap(0x10000, 0));
        assertErrno(Errno.EINVAL, () -> space.unmap(-PAGE, 2 * PAGE));
        assertErrno(Errno.EINVAL, () -> space.unmap(0x10000, 1));
    }

    @Test
    void shouldUnmapAll() {
        space.map(region(0x10000, PAGE));
        space.map(region(0x20000, 2 * PAGE));

        assertThat(DmaSpace.bytes(space.unmapAll())).isEqualTo(3 * PAGE);
        assertThat(space.regions()).isEmpty();
    }

    @Test
    void shouldRefuseARangeThatWraps() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> region(-PAGE, 2 * PAGE))
                .withMessageContaining("wrap");
    }

    @Test
    void shouldAgreeWithATableOfPagesWhateverIsMappedAndUnmapped() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        DmaSpace large = new DmaSpace("device", 1000);
        TreeMap<Long, Long> expected = new TreeMap<>();
        for (int step = 0; step < 20_000; step++) {
            long iova = random.nextLong(64) * PAGE;
            long size = (1 + random.nextLong(6)) * PAGE;
            boolean map = random.nextInt(5) < 3;
            boolean done;
            try {
                if (map) {
                    large.map(region(iova, size));
                } else {
                    large.unmap(iova, size);
                }
                done = true;
            } catch (VfioException e) {
                done = false;
            }
            assertThat(done).isEqualTo(applyToModel(expected, map, iova, size));
        }
        assertThat(large.regions()).extracting(DmaRegion::iova).containsExactlyElementsOf(expected.keySet());
    }

    private static boolean applyToModel(Map<Long, Long> model, boolean map, long iova, long size) {
        long end = iova + size;
        boolean overlaps =
                model.entrySet().stream().anyMatch(e -> e.getKey() < end && e.getKey() + e.getValue() > iova);
        boolean cuts = model.entrySet().stream()
                .anyMatch(e -> e.getKey() < end
                        && e.getKey() + e.getValue() > iova
                        && (e.getKey() < iova || e.getKey() + e.getValue() > end));
        if (map) {
            if (!overlaps) {
                model.put(iova, size);
            }
            return !overlaps;
        }
        if (!cuts) {
            model.entrySet().removeIf(e -> e.getKey() >= iova && e.getKey() < end);
        }
        return !cuts;
    }

    private static DmaRegion region(long iova, long size) {
        return new DmaRegion(
                iova, size, true, true, new SegmentMemory(MemorySegment.ofArray(new byte[Math.toIntExact(size)])));
    }
}
