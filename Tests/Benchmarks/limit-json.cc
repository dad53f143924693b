// The limit for JSON: simdjson's DOM, which checks all of the text and resolves every escape and
// number. The benchmarks compile this file themselves where simdjson is installed.
#include <simdjson.h>

#include "limit.h"

static simdjson::dom::parser parser;

static bool parse(const char *bytes, size_t size) {
    static_assert(PADDING >= simdjson::SIMDJSON_PADDING, "simdjson needs more zero bytes");
    simdjson::dom::element root;
    return parser.parse(bytes, size, false).get(root) == simdjson::SUCCESS;
}

int main(int count, char **arguments) { return measure(count, arguments, parse); }
