// SPDX-License-Identifier: Apache-2.0
package lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what {@code vfio ls --json} says as the lines that a guest's shell writes of sysfs. */
final class Listing {
    private Listing() {}

    public static void main(String[] arguments) throws IOException {
        try (JsonParser json =
                new JsonFactory().createParser(Path.of(arguments[0]).toFile())) {
            Map<String, String> function = new LinkedHashMap<>();
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.END_OBJECT
                        && json.getParsingContext().inArray()) {
                    System.out.println(line(function));
                    function.clear();
                } else if (json.currentToken().isScalarValue()) {
                    // /functions/3/pasid/width -> pasid/width
                    String pointer = json.getParsingContext().pathAsPointer().toString();
                    String key = pointer.replaceFirst("/functions/\\d+/", "").replaceFirst("/\\d+$", "");
                    String value = json.currentToken() == JsonToken.VALUE_NULL ? "" : json.getText();
                    function.merge(key, value + (key.equals("group_companions") ? "," : ""), String::concat);
                }
            }
        }
    }

    private static String line(Map<String, String> of) {
        return "%s class=%s id=%s:%s driver=%s group=%s companions=%s vfio=%s pf=%s vfs=%s/%s ats=%s pri=%s pasid=%s"
                .formatted(
                        of.get("address"),
                        of.get("class"),
                        of.get("vendor"),
                        of.get("device"),
                        of.get("driver"),
                        of.get("iommu_group"),
                        of.getOrDefault("group_companions", ""),
                        of.get("vfio_device"),
                        of.get("physical_function"),
                        of.get("virtual_functions"),
                        of.get("virtual_functions_max"),
                        switched(of, "ats"),
                        switched(of, "pri"),
                        pasid(of));
    }

    private static String switched(Map<String, String> of, String name) {
        return is(of, name + "/supported") ? sign(of, name + "/enabled") : "none";
    }

    private static String pasid(Map<String, String> of) {
        return is(of, "pasid/supported")
                ? of.get("pasid/width")
                        + ","
                        + sign(of, "pasid/execute")
                        + sign(of, "pasid/privileged")
                        + ","
                        + sign(of, "pasid/enabled")
                : "none";
    }

    private static String sign(Map<String, String> of, String key) {
        return is(of, key) ? "+" : "-";
    }

    private static boolean is(Map<String, String> of, String key) {
        return "true".equals(of.get(key));
    }
}
