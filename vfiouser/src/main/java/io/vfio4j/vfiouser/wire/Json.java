// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Holds a value of the JSON in a VERSION message. */
sealed interface Json {

    /** Names in the order of the text. */
    record Obj(Map<String, Json> members) implements Json {}

    record Array(List<Json> elements) implements Json {}

    record Text(String value) implements Json {}

    /** A number without fraction or exponent. */
    record Whole(BigInteger value) implements Json {}

    /** Any other number: no capability has one. */
    record Fraction() implements Json {}

    record Bool(boolean value) implements Json {}

    record Null() implements Json {}
}
