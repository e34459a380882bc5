// The routes of 4.4 as OpenAPI has them.
#include <string>

#include "chapters/sales_analysis/routes.h"

namespace sales {

namespace {

// The schemas that come more than once.
const std::string text = R"({"type":"string"})", text_or_none = R"({"type":["string","null"]})",
                  texts = R"({"type":"array","items":)" + text + '}';

std::string object(const std::string& properties, bool may_be_none = false) {
    return R"({"type":)" + std::string(may_be_none ? R"(["object","null"])" : R"("object")") + R"(,"properties":{)" + properties + "}}";
}
std::string list_of(const std::string& items) { return R"({"type":"array","items":)" + items + '}'; }

std::string parameter(const std::string& name, const std::string& schema = text) {
    return R"({"name":")" + name + R"(","in":"query","required":false,"schema":)" + schema + '}';
}

std::string parameters(bool is_table) {
    const std::string day = R"({"type":"string","format":"date"})", number = R"({"type":"integer"})";
    std::string out = parameter("rows") + ',' + parameter("measures") + ',' + parameter("from", day) + ',' + parameter("to", day) + ',' +
                      parameter("filter") + ',' + parameter("limit", number) + ',' + parameter("run") + ',' +
                      parameter("format", R"({"type":"string","enum":["json","pdf","xlsx"]})");
    if (is_table)
        out += ',' + parameter("columns") + ',' + parameter("compare") + ',' + parameter("sort") + ',' + parameter("column_limit", number);
    return out;
}

std::string answer(const std::string& schema) {
    return R"("responses":{"200":{"description":"done","content":{"application/json":{"schema":)" + schema +
           R"(}}},"default":{"$ref":"#/components/responses/Problem"}})";
}

std::string side() {
    const std::string item = object(R"("key":)" + text_or_none + R"(,"title":)" + text_or_none + R"(,"note":)" + text_or_none +
                                    R"(,"filter":)" + text_or_none + R"(,"others":{"type":"boolean"})");
    return object(R"("dimension":)" + text + R"(,"left_out":{"type":"integer"},"items":)" + list_of(item), true);
}

std::string layer() {
    const std::string figures = list_of(R"({"type":["string","integer"]})");
    return object(R"("from":)" + text_or_none + R"(,"to":)" + text_or_none + R"(,"total":)" + figures + R"(,"rows":)" + list_of(figures) +
                      R"(,"columns":)" + list_of(figures) + R"(,"cells":)" + list_of(list_of(figures)),
                  true);
}

std::string table() {
    return object(R"("measures":)" + texts + R"(,"measure_filters":)" + list_of(text_or_none) + R"(,"rows":)" + side() + R"(,"columns":)" +
                  side() + R"(,"record":)" + text + R"(,"filter":)" + text + R"(,"owed_on":)" + text_or_none + R"(,"states":)" + texts +
                  R"(,"current":)" + layer() + R"(,"previous":)" + layer() + R"(,"last_year":)" + layer());
}

std::string offer() {
    return object(
        R"("dimensions":{"type":"array","items":{"type":"object"}},"measures":{"type":"array","items":{"type":"object"}},"states":)" +
        texts);
}

std::string class_parameter(const std::string& schema) { return R"({"name":"class","in":"path","required":true,"schema":)" + schema + '}'; }

}  // namespace

std::vector<kernel::DescribedRoute> described_routes() {
    static const std::string of_table =
        R"({"get":{"operationId":"analysis","parameters":[)" + parameters(true) + "]," + answer(table()) + "}}";
    static const std::string of_offer = R"({"get":{"operationId":"analysis_dimensions","parameters":[],)" + answer(offer()) + "}}";
    static const std::string of_classes =
        R"({"get":{"operationId":"analysis_classes","parameters":[)" +
        class_parameter(R"({"type":"string","enum":["abc","rfm","flow","ageing"]})") + ',' + parameters(false) + "]," +
        answer(R"({"type":"object"})") + R"(},"delete":{"operationId":"end_analysis","parameters":[)" + class_parameter(text) +
        R"(],"responses":{"204":{"description":"ended"},"default":{"$ref":"#/components/responses/Problem"}}}})";
    static const std::string of_signals =
        R"({"get":{"operationId":"analysis_signals","parameters":[)" + parameters(false) + "]," + answer(R"({"type":"object"})") + "}}";
    return {{"orders", "/api/v1/analysis", of_table},
            {"orders", "/api/v1/analysis/signals", of_signals},
            {"orders", "/api/v1/analysis/dimensions", of_offer},
            {"orders", "/api/v1/analysis/{class}", of_classes}};
}

}  // namespace sales
