// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.dma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.SegmentMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.SharedBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MappedMemoryTest {
    private static final long PAGE = 4096;
    private static final int TRIES = 200;

    /** A container of the kernel, as far as mapping goes: an address is mapped once, whoever does it. */
    private static final class OneSpace implements DmaMapper {
        private final Set<Long> mapped = new ConcurrentSkipListSet<>();

        @Override
        public void map(long iova, MemorySegment memory, boolean readable, boolean writable) {
            if (!mapped.add(iova)) {
                throw new VfioException("test", "map", Errno.EEXIST, "");
            }
        }

        @Override
        public void unmap(long iova, long size) {
            if (!mapped.remove(iova)) {
                throw new VfioException("test", "unmap", Errno.ENOENT, "");
            }
        }

        @Override
        public List<IovaRange> usable() {
            return List.of();
        }
    }

    private final OneSpace space = new OneSpace();
    private final SharedBuffer buffer = SharedBuffer.allocate(PAGE);

    @AfterEach
    void tearDown() {
        buffer.close();
    }

    @Test
    void shouldLeaveWhatOthersHaveMappedInTheSameSpace() {
        MappedMemory one = new MappedMemory("one", space);
        MappedMemory other = new MappedMemory("other", space);
        one.map(page(1));
        one.map(page(2));
        other.map(page(3));

        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> other.map(page(1)))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
        assertThat(other.unmap(PAGE, 2 * PAGE)).as("unmapped of the other's").isEmpty();
        one.close();
        one.close();

        assertThat(space.mapped).containsExactly(3 * PAGE);
        assertThat(other.unmapAll()).extracting(DmaRegion::iova).containsExactly(3 * PAGE);
        assertThat(space.mapped).isEmpty();
    }

    @Test
    void shouldMapNothingAnyMoreOnceClosed() {
        MappedMemory memory = new MappedMemory("pci:test", space);
        memory.close();

        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> memory.map(page(1)))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
        assertThat(space.mapped).isEmpty();
    }

    /** In a space that goes on, what was mapped too late would stay. */
    @Test
    void shouldLeaveNothingMappedWhenAnotherThreadClosesItMeanwhile() throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            MappedMemory memory = new MappedMemory("pci:test", space);
            CountDownLatch begun = new CountDownLatch(1);
            AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
            Thread mapping = Thread.ofPlatform().start(() -> {
                begun.countDown();
                try {
                    for (int page = 1; page < TRIES; page++) {
                        memory.map(page(page));
                    }
                } catch (Throwable thrown) {
                    end.set(thrown);
                }
            });
            begun.await();
            memory.close();
            mapping.join();

            assertThat(space.mapped).isEmpty();
            Throwable thrown = end.get();
            if (thrown != null) {
                assertThat(thrown)
                        .isInstanceOfSatisfying(
                                VfioException.class,
                                expected -> assertThat(expected.errno()).isEqualTo(Errno.EBADF));
            }
        }
    }

    @Test
    void shouldKeepMemoryFromTheGarbageCollectorWhileItIsMapped() {
        WeakReference<MemorySegment> memory = mapAndForget();

        System.gc();
        assertThat(memory.get()).as("memory that a device reaches").isNotNull();
    }

    /** Nobody has the device any more, nor the memory. */
    private WeakReference<MemorySegment> mapAndForget() {
        MemorySegment memory = Arena.ofAuto().allocate(PAGE, PAGE);
        new MappedMemory("pci:lost", space).map(new DmaRegion(PAGE, PAGE, true, true, new SegmentMemory(memory)));
        return new WeakReference<>(memory);
    }

    @Test
    void shouldKeepNothingOnceNothingIsMapped() {
        MappedMemory memory = new MappedMemory("pci:test", space);
        memory.map(page(1));
        memory.map(page(2));
        memory.unmap(PAGE, PAGE);
        assertThat(memory.kept()).as("with a page that is mapped").isTrue();

        memory.unmapAll();
        assertThat(memory.kept()).isFalse();

        memory.map(page(1));
        memory.close();
        assertThat(memory.kept()).isFalse();
    }

    private DmaRegion page(long number) {
        return new DmaRegion(number * PAGE, PAGE, true, true, buffer);
    }
}
