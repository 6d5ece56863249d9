// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.DmaMemory;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.file.MappedFile;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.DmaMapping;
import io.vfio4j.vfiouser.wire.DmaUnmapping;
import io.vfio4j.vfiouser.wire.MalformedMessageException;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Carries out DMA_MAP and DMA_UNMAP. Owns what is mapped of a client's memory, and gives it up when the device says
 * that it has unmapped it, or the client goes; where it is mapped is the device's business.
 */
final class DmaCommands {
    private static final int KNOWN_FLAGS = DmaMapping.READABLE | DmaMapping.WRITABLE | DmaMapping.MAPPABLE;

    private final VfioDevice device;
    private final ServerOptions options;
    private final Supplier<MessageDma> messageDma;
    private final Set<DmaMemory> owned = Collections.newSetFromMap(new IdentityHashMap<>());
    private long mappedBytes;

    /**
     * Carries out the commands of one client.
     *
     * @param messageDma asked when the client maps memory without a descriptor
     */
    DmaCommands(VfioDevice device, ServerOptions options, Supplier<MessageDma> messageDma) {
        this.device = device;
        this.options = options;
        this.messageDma = messageDma;
    }

    void map(Message message) {
        DmaMapping mapping = DmaMapping.decode(message.segment(), message.payload(), message.length());
        check(mapping, message.descriptors());
        DmaMemory memory = message.descriptors() == 0
                ? new MessageMemory(messageDma.get(), mapping.address(), mapping.size())
                : mapFile(message.takeDescriptors().getFirst(), mapping);
        owned.add(memory);
        try {
            device.mapDma(
                    new DmaRegion(mapping.address(), mapping.size(), mapping.readable(), mapping.writable(), memory));
        } catch (RuntimeException | Error refused) {
            close(memory);
            throw refused;
        }
    }

    private void check(DmaMapping mapping, int descriptors) {
        if ((mapping.flags() & ~KNOWN_FLAGS) != 0) {
            throw new MalformedMessageException("unknown DMA_MAP flags: flags=0x%x".formatted(mapping.flags()));
        }
        if (descriptors > 1) {
            throw new MalformedMessageException("%d descriptors for one mapping".formatted(descriptors));
        }
        long last = mapping.address() + (mapping.size() - 1);
        if (mapping.size() == 0 || Long.compareUnsigned(last, mapping.address()) < 0) {
            throw new MalformedMessageException(
                    "empty or wrapping range: address=0x%x size=0x%x".formatted(mapping.address(), mapping.size()));
        }
        if (owned.size() >= options.maxDmaMappings()) {
            throw new MalformedMessageException(Errno.ENOSPC, owned.size() + " mappings already");
        }
        if (((mapping.address() | mapping.size() | mapping.offset()) & (options.pageSize() - 1)) != 0) {
            throw new MalformedMessageException("not aligned to %d: address=0x%x size=0x%x offset=0x%x"
                    .formatted(options.pageSize(), mapping.address(), mapping.size(), mapping.offset()));
        }
    }

    private MappedFile mapFile(FileDescriptor descriptor, DmaMapping mapping) {
        if (Long.compareUnsigned(mapping.size(), options.maxMappedBytes() - mappedBytes) > 0) {
            descriptor.close();
            throw WireCommand.DMA_MAP.failure(
                    device.name(),
                    Errno.ENOMEM,
                    "0x%x bytes more than 0x%x of at most 0x%x"
                            .formatted(mapping.size(), mappedBytes, options.maxMappedBytes()));
        }
        MappedFile file =
                MappedFile.map(descriptor, mapping.offset(), mapping.size(), mapping.readable(), mapping.writable());
        mappedBytes += file.size();
        return file;
    }

    private void close(DmaMemory memory) {
        if (owned.remove(memory) && memory instanceof SharedMemory shared) {
            mappedBytes -= shared.size();
            shared.close();
        }
    }

    /** Unmaps; the reply repeats the command, as the specification has it, where the kernel would tell the bytes. */
    void unmap(Message message, Reply reply) {
        DmaUnmapping unmapping = DmaUnmapping.decode(message.segment(), message.payload(), message.length());
        boolean all = unmapping.flags() == DmaUnmapping.ALL;
        if (unmapping.flags() != 0 && !all) {
            throw new MalformedMessageException("unknown DMA_UNMAP flags: flags=0x%x".formatted(unmapping.flags()));
        }
        if (all && (unmapping.address() | unmapping.size()) != 0) {
            throw new MalformedMessageException(
                    "DMA_UNMAP of all with address=0x%x size=0x%x".formatted(unmapping.address(), unmapping.size()));
        }
        List<DmaRegion> removed = all ? device.unmapAllDma() : device.unmapDma(unmapping.address(), unmapping.size());
        removed.forEach(region -> close(region.memory()));
        unmapping.encode(reply.segment(), Reply.PAYLOAD);
        reply.length(DmaUnmapping.SIZE);
    }

    /** Takes everything from the device, whether or not it agrees, and unmaps it. */
    void unmapAll() {
        Cleanup.attempt(device, "unmapping DMA", device::unmapAllDma);
        for (DmaMemory memory : List.copyOf(owned)) {
            Cleanup.attempt(device, "unmapping DMA memory", () -> close(memory));
        }
    }
}
