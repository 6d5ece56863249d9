// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import io.vfio4j.device.PasidFormat;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes the debate of December 2023 as a table: the capability that a guest gets to see, for each generation of
 * hardware, form of the report and kind of VMM. Every row runs the host's encoding and the VMM's decoding; nothing is
 * looked up.
 */
public final class PasidMatrix {
    /** Width 20, execute and privileged, enabled: what a device of today has. */
    private static final PasidCapability TODAY = new PasidCapability(20, true, true);

    private static final int ENABLED = 7;

    private PasidMatrix() {}

    /** Names what a VMM does with the report. */
    public enum Vmm {
        /** Puts register and version into the guest's capability as they come. */
        PASSES_ON("passes on"),
        /** Builds the capability of the structure version that it knows, from the fields that it knows. */
        BUILDS("builds");

        private final String title;

        Vmm(String title) {
            this.title = title;
        }

        /** In two words at most, for people. */
        public String title() {
            return title;
        }
    }

    /** Rates how well the guest is served. */
    public enum Verdict {
        /** The guest sees what the hardware has, and the host knows all of it. */
        SAFE,
        /** The guest sees less than the hardware has, and nothing that the host does not know. */
        LOSSY,
        /** The guest sees something that the host does not know, and so cannot have prepared for. */
        LEAK
    }

    /**
     * Describes one combination.
     *
     * @param hardware the device's registers
     * @param hostVersion the structure version that the host kernel knows
     * @param format the form of the report
     * @param data the report's 4 bytes, as a little-endian number
     * @param vmm what the VMM does with it
     * @param guestVersion structure version in the guest's capability
     * @param guestRegister capability register that the guest reads
     * @param verdict how well that serves the guest
     * @param reason why, in a line without a full stop
     */
    public record Row(
            PasidStructure hardware,
            int hostVersion,
            PasidFormat format,
            int data,
            Vmm vmm,
            int guestVersion,
            int guestRegister,
            Verdict verdict,
            String reason) {}

    /** Computes the table for a host and a VMM that know structure version 1, the only one that is published. */
    public static List<Row> compute() {
        return compute(PasidStructureVersions.PUBLISHED, PasidStructureVersions.PUBLISHED);
    }

    /**
     * Computes the table for hardware of version 1 and of a hypothetical version 2, which adds bit 4 to the register.
     *
     * @param hostVersion the version that the host kernel knows, 1 or 2
     * @param vmmVersion the version that a building VMM knows, 1 or 2
     */
    public static List<Row> compute(int hostVersion, int vmmVersion) {
        requireVersion("hostVersion", hostVersion);
        requireVersion("vmmVersion", vmmVersion);
        int register = TODAY.encode();
        List<PasidStructure> generations = List.of(
                new PasidStructure(PasidStructureVersions.PUBLISHED, register, ENABLED),
                new PasidStructure(
                        PasidStructureVersions.HYPOTHETICAL,
                        register | PasidStructureVersions.HYPOTHETICAL_BIT,
                        ENABLED));
        List<PasidReporting> forms =
                List.of(PasidReporting.TRANSLATED, PasidReporting.RAW, PasidReporting.masked(hostVersion));
        List<Row> rows = new ArrayList<>();
        for (PasidStructure hardware : generations) {
            for (PasidReporting form : forms) {
                for (Vmm vmm : Vmm.values()) {
                    rows.add(row(hardware, hostVersion, form, vmm, vmmVersion));
                }
            }
        }
        return List.copyOf(rows);
    }

    private static Row row(PasidStructure hardware, int hostVersion, PasidReporting form, Vmm vmm, int vmmVersion) {
        PasidData data = form.report(hardware);
        PasidStructure guest = guestStructure(data, vmm, vmmVersion);
        boolean unknownToHost = guest.version() > hostVersion
                || (guest.capabilityRegister() & ~PasidStructureVersions.knownBits(hostVersion)) != 0;
        boolean complete =
                guest.version() == hardware.version() && guest.capabilityRegister() == hardware.capabilityRegister();
        Verdict verdict = unknownToHost ? Verdict.LEAK : complete ? Verdict.SAFE : Verdict.LOSSY;
        return new Row(
                hardware,
                hostVersion,
                form.format(),
                data.bits(),
                vmm,
                guest.version(),
                guest.capabilityRegister(),
                verdict,
                reason(hardware, guest, hostVersion, verdict));
    }

    private static PasidStructure guestStructure(PasidData data, Vmm vmm, int vmmVersion) {
        PasidStructure told = data.structure();
        if (vmm == Vmm.PASSES_ON || data.format() == PasidFormat.TRANSLATED) {
            return told;
        }
        int version = Math.min(vmmVersion, told.version());
        int register = told.capabilityRegister() & PasidStructureVersions.knownBits(version);
        return new PasidStructure(version, register, 0);
    }

    private static String reason(PasidStructure hardware, PasidStructure guest, int hostVersion, Verdict verdict) {
        return switch (verdict) {
            case SAFE -> "the guest sees what the hardware has";
            case LOSSY -> {
                int lost = hardware.capabilityRegister() & ~guest.capabilityRegister();
                yield lost != 0
                        ? "register bits 0x%04x are lost".formatted(lost)
                        : "version %d shown as %d".formatted(hardware.version(), guest.version());
            }
            case LEAK -> {
                int leaked = guest.capabilityRegister() & ~PasidStructureVersions.knownBits(hostVersion);
                yield leaked != 0
                        ? "register bits 0x%04x, unknown to the host".formatted(leaked)
                        : "version %d, unknown to the host".formatted(guest.version());
            }
        };
    }

    private static void requireVersion(String name, int version) {
        if (version < PasidStructureVersions.PUBLISHED || version > PasidStructureVersions.HYPOTHETICAL) {
            throw new IllegalArgumentException("%s must be 1 or 2: %s=%d".formatted(name, name, version));
        }
    }
}
