// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.demo;

import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.console.OnExit;
import io.vfio4j.cli.console.TemporaryFolder;
import io.vfio4j.cli.serve.ServedFunctions;
import io.vfio4j.devices.SampleModel;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.PciFunction;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code vfio demo}: serves a PF and its VF from this process, probes them from others, and tells what is seen.
 * Whatever it tells is checked first.
 */
public final class DemoCommand implements Command {
    private final Class<?> main;

    /**
     * Makes the command.
     *
     * @param main the class that starts the command, for the processes that probe
     */
    public DemoCommand(Class<?> main) {
        this.main = main;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("demo");
        spec.usageMessage()
                .header("See what PASID is, why VFIO hides it, and how a program gets to know of it.")
                .description(
                        "%nServes a made-up device from one process and looks at it from others. Needs no hardware, no"
                                + " root and no arguments; leaves nothing behind.%n")
                .footer("  vfio demo");
        return spec;
    }

    @Override
    public void run(ParseResult options, Console console) {
        try (Demo demo = new Demo(main, console)) {
            demo.run();
        } catch (Failure e) {
            throw new Failure("the demo failed: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new Failure("the demo failed: a process cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("the demo was interrupted", e);
        }
    }

    /** The demo while it runs; closing it leaves nothing behind. */
    private static final class Demo implements AutoCloseable {
        private static final String SOCKET = "pf.sock";

        private final Class<?> main;
        private final Console console;
        private final OnExit onExit = new OnExit(() -> {});
        private final TemporaryFolder folder = onExit.add(TemporaryFolder.make("vfio-demo-"));
        private final PciFunction physical = new SampleModel()
                .function(ModelOptions.NONE)
                .withVirtualFunctions(1)
                .build();
        private int processes;

        Demo(Class<?> main, Console console) {
            this.main = main;
            this.console = console;
        }

        void run() throws IOException, InterruptedException {
            DemoTranscript transcript = new DemoTranscript(console);
            transcript.introduction();
            physical.enablePasid();
            ServedFunctions shown = serve(EmulatedDeviceOptions.VFIO);
            transcript.served(folder.path(), shown.all());
            console.flush();

            VfioProcess first = probe(shown.all().getFirst());
            VfioProcess second = probe(shown.all().getLast());
            Probed physicalSeen = Probed.parse(first.output());
            DemoCheck.physical(physicalSeen, physical);
            transcript.list(first.id(), physicalSeen);
            transcript.report(physicalSeen);
            console.flush();
            Probed virtualSeen = Probed.parse(second.output());
            DemoCheck.virtual(virtualSeen, physical);
            transcript.virtual(second.id(), virtualSeen);
            console.flush();

            shown.close();
            ServedFunctions bare = serve(EmulatedDeviceOptions.HARDWARE);
            VfioProcess third = probe(bare.all().getFirst());
            VfioProcess fourth = probe(bare.all().getLast());
            Probed hardware = Probed.parse(third.output());
            DemoCheck.hardware(hardware, physical);
            DemoCheck.virtualHardware(Probed.parse(fourth.output()));
            transcript.hardware(third.id(), hardware, physicalSeen);
            transcript.end();
        }

        private ServedFunctions serve(EmulatedDeviceOptions options) {
            ServedFunctions functions = onExit.add(new ServedFunctions());
            functions.start(physical, folder.file(SOCKET), options);
            return functions;
        }

        private VfioProcess probe(ServedFunctions.Served served) throws IOException {
            processes++;
            return onExit.add(VfioProcess.start(
                    main, folder.file("errors" + processes), "probe", "vfio-user:" + served.socket(), "--json"));
        }

        @Override
        public void close() {
            onExit.close();
        }
    }
}
