package io.vfio4j.kernel.sysfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An IOMMU of the machine, with the registers that the kernel shows. */
public sealed interface IommuUnit {
    /** Its name in {@code /sys/class/iommu}. */
    String name();

    /**
     * Intel VT-d (VT-d specification 4.1, 11.4.2 and 11.4.3).
     *
     * @param name {@code dmar0}
     * @param capability the capability register
     * @param extendedCapability the extended capability register
     */
    record Intel(String name, long capability, long extendedCapability) implements IommuUnit {
        /** IR: interrupts are remapped. */
        public boolean interruptRemapping() {
            return bit(extendedCapability, 3);
        }

        /** DT: devices may hold translations (ATS). */
        public boolean deviceTlb() {
            return bit(extendedCapability, 2);
        }

        /** NEST: a guest's page table on top of the host's. */
        public boolean nested() {
            return bit(extendedCapability, 26);
        }

        /** PRS: page requests. */
        public boolean pageRequests() {
            return bit(extendedCapability, 29);
        }

        /** PASID. */
        public boolean pasid() {
            return bit(extendedCapability, 40);
        }

        /** SMTS: scalable mode, which has the tables that PASID needs. */
        public boolean scalableMode() {
            return bit(extendedCapability, 43);
        }

        /** FLTS: first-stage page tables. */
        public boolean firstStage() {
            return bit(extendedCapability, 47);
        }

        /** PSS plus one: bits of a PASID. */
        public int pasidWidth() {
            return pasid() ? (int) (extendedCapability >>> 35 & 0x1f) + 1 : 0;
        }
    }

    /**
     * AMD-Vi (AMD I/O Virtualization Technology 3.09, 3.4.7: extended feature register).
     *
     * @param name {@code ivhd0}
     * @param capability the capability header
     * @param features the extended feature register
     */
    record Amd(String name, long capability, long features) implements IommuUnit {
        /** PPRSup: page requests. */
        public boolean pageRequests() {
            return bit(features, 1);
        }

        /** GTSup: guest (v2) page tables, which PASID needs. */
        public boolean guestTranslation() {
            return bit(features, 4);
        }

        /** PASmax plus one: bits of a PASID. */
        public int pasidWidth() {
            return guestTranslation() ? (int) (features >>> 32 & 0x1f) + 1 : 0;
        }
    }

    /** ARM SMMUv3; its registers are not in sysfs. */
    record Smmu3(String name) implements IommuUnit {}

    /** Any other. */
    record Other(String name) implements IommuUnit {}

    /** All of the machine, by name. */
    static List<IommuUnit> all(SystemTree tree) {
        List<IommuUnit> units = new ArrayList<>();
        for (String name : tree.list("/sys/class/iommu")) {
            units.add(read(tree, name));
        }
        return units;
    }

    private static IommuUnit read(SystemTree tree, String name) {
        String path = "/sys/class/iommu/" + name;
        Optional<Long> extended = hexadecimal(tree, path + "/intel-iommu/ecap");
        if (extended.isPresent()) {
            long capability = hexadecimal(tree, path + "/intel-iommu/cap").orElse(0L);
            return new Intel(name, capability, extended.get());
        }
        Optional<String> features = tree.text(path + "/amd-iommu/features");
        if (features.isPresent()) {
            long capability = hexadecimal(tree, path + "/amd-iommu/cap").orElse(0L);
            return new Amd(name, capability, firstFeatures(tree, features.get()));
        }
        return name.startsWith("smmu3") ? new Smmu3(name) : new Other(name);
    }

    /** One register before Linux 5.11, {@code EFR2:EFR} until 6.6, {@code EFR:EFR2} since. */
    private static long firstFeatures(SystemTree tree, String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Numbers.hexadecimal(text).orElse(0L);
        }
        boolean swapped =
                KernelVersion.of(tree).map(version -> !version.isAtLeast(6, 7)).orElse(false);
        return Numbers.hexadecimal(swapped ? text.substring(colon + 1) : text.substring(0, colon))
                .orElse(0L);
    }

    private static Optional<Long> hexadecimal(SystemTree tree, String path) {
        return tree.text(path).flatMap(Numbers::hexadecimal);
    }

    private static boolean bit(long register, int bit) {
        return (register >>> bit & 1) != 0;
    }
}
