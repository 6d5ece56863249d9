// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.Numbers;
import io.vfio4j.host.tree.SystemTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes an IOMMU of the machine, with the registers that the kernel shows. */
public sealed interface IommuUnit {
    /** Returns its name in {@code /sys/class/iommu}. */
    String name();

    /**
     * Intel VT-d (VT-d specification 4.1, 11.4.2 and 11.4.3).
     *
     * @param name {@code dmar0}
     * @param capability the capability register
     * @param extendedCapability the extended capability register
     */
    record Intel(String name, long capability, long extendedCapability) implements IommuUnit {
        /** Tells whether it has IR: interrupts are remapped. */
        public boolean interruptRemapping() {
            return bit(extendedCapability, 3);
        }

        /** Tells whether it has NEST: a guest's page table on top of the host's. */
        public boolean nested() {
            return bit(extendedCapability, 26);
        }

        /** Tells whether it has PRS: page requests. */
        public boolean pageRequests() {
            return bit(extendedCapability, 29);
        }

        /** Tells whether it has PASID. */
        public boolean pasid() {
            return bit(extendedCapability, 40);
        }

        /** Tells whether it has SMTS: scalable mode, which has the tables that PASID needs. */
        public boolean scalableMode() {
            return bit(extendedCapability, 43);
        }

        /** Tells whether it has FLTS: first-stage page tables. */
        public boolean firstStage() {
            return bit(extendedCapability, 47);
        }

        /** Returns PSS plus one: bits of a PASID. */
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
     * @param secondFeatures extended feature register 2; 0 where the kernel does not show it
     */
    record Amd(String name, long capability, long features, long secondFeatures) implements IommuUnit {
        /** Tells whether it has PPRSup: page requests. */
        public boolean pageRequests() {
            return bit(features, 1);
        }

        /**
         * Returns what it lacks of that without which Linux has no PASID (amd_iommu_gt_ppr_supported,
         * drivers/iommu/amd).
         */
        public List<String> missingForPasid() {
            List<String> missing = new ArrayList<>();
            addUnlessSet(missing, 1, "PPRSup (bit 1: page requests)");
            addUnlessSet(missing, 4, "GTSup (bit 4: guest translation)");
            addUnlessSet(missing, 48, "GIoSup (bit 48: guest I/O protection)");
            addUnlessSet(missing, 50, "EPHSup (bit 50: enhanced page request handling)");
            return missing;
        }

        /** Tells whether GATS says so: guest page tables may have 5 levels, as those of a processor with LA57 have. */
        public boolean fiveLevelGuestTables() {
            return (features >>> 12 & 3) == 1;
        }

        /**
         * Tells whether it has SNPSup without host page table mode 0: once the kernel runs SNP guests, there are no v2
         * page tables.
         */
        public boolean secureNestedPagingExcludesPasid() {
            return bit(features, 63) && !bit(secondFeatures, 13);
        }

        /** Returns PASmax plus one: bits of a PASID. */
        public int pasidWidth() {
            return missingForPasid().isEmpty() ? (int) (features >>> 32 & 0x1f) + 1 : 0;
        }

        /** Returns what two units have in common, under the name of this one. */
        public Amd and(Amd other) {
            return new Amd(
                    name,
                    capability & other.capability,
                    features & other.features,
                    secondFeatures & other.secondFeatures);
        }

        private void addUnlessSet(List<String> missing, int bit, String bitName) {
            if (!bit(features, bit)) {
                missing.add(bitName);
            }
        }
    }

    /** ARM SMMUv3; its registers are not in sysfs. */
    record Smmu3(String name) implements IommuUnit {}

    /** Any other. */
    record Other(String name) implements IommuUnit {}

    /** Reads all of the machine, by name. */
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
            return amd(tree, name, capability, features.get());
        }
        return name.startsWith("smmu3") ? new Smmu3(name) : new Other(name);
    }

    /** Reads the registers: one before Linux 5.11, {@code EFR2:EFR} until 6.6, {@code EFR:EFR2} since. */
    private static Amd amd(SystemTree tree, String name, long capability, String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Amd(name, capability, Numbers.hexadecimal(text).orElse(0L), 0);
        }
        long left = Numbers.hexadecimal(text.substring(0, colon)).orElse(0L);
        long right = Numbers.hexadecimal(text.substring(colon + 1)).orElse(0L);
        boolean swapped =
                KernelVersion.of(tree).map(version -> !version.isAtLeast(6, 7)).orElse(false);
        return swapped ? new Amd(name, capability, right, left) : new Amd(name, capability, left, right);
    }

    private static Optional<Long> hexadecimal(SystemTree tree, String path) {
        return tree.text(path).flatMap(Numbers::hexadecimal);
    }

    private static boolean bit(long register, int bit) {
        return (register >>> bit & 1) != 0;
    }
}
