// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.kernel.VfioContainer;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Two devices of a group, one of another and their container, closed in every order and all at once. */
final class ClosingOrders {
    private static final long AT = 0x10_0000;
    private static final long STEP = 0x10_0000;

    private final Checks checks;
    private final List<PciAddress> addresses;
    private final long files;
    private final long pinned;

    private ClosingOrders(Checks checks, List<PciAddress> addresses) throws IOException {
        this.checks = checks;
        this.addresses = addresses;
        files = OwnProcess.openFiles();
        pinned = OwnProcess.pinned();
    }

    static void run(Checks checks, PciAddress... addresses) throws Exception {
        ClosingOrders orders = new ClosingOrders(checks, List.of(addresses));
        long before = System.nanoTime();
        List<List<Integer>> all = permutations(addresses.length + 1);
        for (List<Integer> order : all) {
            orders.close(order);
        }
        orders.closeAtOnce();
        checks.report("closed in each of %d orders and at once, in %d ms: nothing left open, mapped or held"
                .formatted(all.size(), (System.nanoTime() - before) / 1_000_000));
    }

    /** Each member has something mapped; what is closed twice is closed once. */
    private List<AutoCloseable> open(SharedBuffer buffer) {
        VfioContainer container = VfioContainer.open();
        List<AutoCloseable> members = new ArrayList<>(List.of(container));
        for (PciAddress address : addresses) {
            KernelDevice device = ContainerCheck.open(address, container);
            device.mapDma(ContainerCheck.region(AT + members.size() * STEP, buffer));
            members.add(device);
        }
        container.mapDma(ContainerCheck.region(AT, buffer));
        return members;
    }

    private void close(List<Integer> order) throws Exception {
        try (SharedBuffer buffer = ContainerCheck.buffer()) {
            List<AutoCloseable> members = open(buffer);
            checks.equal("KiB pinned", pinned + 16L * members.size(), OwnProcess.pinned());
            int left = members.size();
            for (int index : order) {
                members.get(index).close();
                members.get(index).close();
                left--;
                boolean onlyContainer = left == 1 && order.getLast() == 0;
                checks.equal(
                        "KiB pinned, %d of %s closed".formatted(members.size() - left, order),
                        pinned + (onlyContainer ? 0 : 16L * left),
                        OwnProcess.pinned());
            }
        }
        gone("closed in the order " + order);
    }

    private void closeAtOnce() throws Exception {
        try (SharedBuffer buffer = ContainerCheck.buffer()) {
            List<Thread> threads = new ArrayList<>();
            for (AutoCloseable member : open(buffer)) {
                threads.add(Thread.ofPlatform().unstarted(() -> checks.succeeds("close", member::close)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        gone("closed all at once");
    }

    private void gone(String how) throws IOException {
        checks.equal("open descriptors, " + how, files, OwnProcess.openFiles());
        checks.equal("KiB pinned, " + how, pinned, OwnProcess.pinned());
        for (PciAddress address : addresses) {
            checks.succeeds(
                    "open it alone, " + how,
                    () -> KernelDevice.open(address, KernelOptions.DEFAULT.withWay(KernelOptions.Way.GROUP))
                            .close());
        }
    }

    private static List<List<Integer>> permutations(int count) {
        List<List<Integer>> all = List.of(List.of());
        for (int next = 0; next < count; next++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> shorter : all) {
                for (int at = 0; at <= shorter.size(); at++) {
                    List<Integer> order = new ArrayList<>(shorter);
                    order.add(at, next);
                    longer.add(order);
                }
            }
            all = longer;
        }
        return all;
    }
}
