// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.transport;

class InProcessTransportTest extends TransportContract {
    @Override
    Ends connect() {
        InProcessTransport.Pair pair = InProcessTransport.pair();
        return new Ends(pair.first(), pair.second());
    }

    @Override
    void untilWaiting(Thread receiver) {
        while (receiver.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }
}
