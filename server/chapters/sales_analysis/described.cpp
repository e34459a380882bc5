// The routes of 4.4 as OpenAPI has them.
#include "chapters/sales_analysis/routes.h"

namespace sales {

namespace {

// clang-format off
constexpr std::string_view figures =
    R"({"get":{"operationId":"analysis","parameters":[{"name":"rows","in":"query","required":false,"schema":{"type":"string"})"
    R"(},{"name":"columns","in":"query","required":false,"schema":{"type":"string"}},{"name":"measures","in":"query","require)"
    R"(d":false,"schema":{"type":"string"}},{"name":"from","in":"query","required":false,"schema":{"type":"string","format":")"
    R"(date"}},{"name":"to","in":"query","required":false,"schema":{"type":"string","format":"date"}},{"name":"filter","in":")"
    R"(query","required":false,"schema":{"type":"string"}},{"name":"compare","in":"query","required":false,"schema":{"type":")"
    R"(string"}},{"name":"sort","in":"query","required":false,"schema":{"type":"string"}},{"name":"limit","in":"query","requi)"
    R"(red":false,"schema":{"type":"integer"}},{"name":"column_limit","in":"query","required":false,"schema":{"type":"integer)"
    R"("}},{"name":"run","in":"query","required":false,"schema":{"type":"string"}},{"name":"format","in":"query","required":f)"
    R"(alse,"schema":{"type":"string","enum":["json","pdf"]}}],"responses":{"200":{"description":"done","content":{"ap)"
    R"(plication/json":{"schema":{"type":"object","properties":{"measures":{"type":"array","items":{"type":"string"}},"rows":)"
    R"({"type":["object","null"],"properties":{"dimension":{"type":"string"},"left_out":{"type":"integer"},"items":{"type":"a)"
    R"(rray","items":{"type":"object","properties":{"key":{"type":["string","null"]},"title":{"type":["string","null"]},"filt)"
    R"(er":{"type":["string","null"]},"others":{"type":"boolean"}}}}}},"columns":{"type":["object","null"],"properties":{"dim)"
    R"(ension":{"type":"string"},"left_out":{"type":"integer"},"items":{"type":"array","items":{"type":"object","properties":)"
    R"({"key":{"type":["string","null"]},"title":{"type":["string","null"]},"filter":{"type":["string","null"]},"others":{"ty)"
    R"(pe":"boolean"}}}}}},"record":{"type":"string"},"filter":{"type":"string"},"states":{"type":"array","items":{"type":"st)"
    R"(ring"}},"current":{"type":["object","null"],"properties":{"from":{"type":["string","null"]},"to":{"type":["string","nu)"
    R"(ll"]},"total":{"type":"array","items":{"type":["string","integer"]}},"rows":{"type":"array","items":{"type":"array","i)"
    R"(tems":{"type":["string","integer"]}}},"columns":{"type":"array","items":{"type":"array","items":{"type":["string","int)"
    R"(eger"]}}},"cells":{"type":"array","items":{"type":"array","items":{"type":"array","items":{"type":["string","integer"])"
    R"(}}}}}},"previous":{"type":["object","null"],"properties":{"from":{"type":["string","null"]},"to":{"type":["string","nu)"
    R"(ll"]},"total":{"type":"array","items":{"type":["string","integer"]}},"rows":{"type":"array","items":{"type":"array","i)"
    R"(tems":{"type":["string","integer"]}}},"columns":{"type":"array","items":{"type":"array","items":{"type":["string","int)"
    R"(eger"]}}},"cells":{"type":"array","items":{"type":"array","items":{"type":"array","items":{"type":["string","integer"])"
    R"(}}}}}},"last_year":{"type":["object","null"],"properties":{"from":{"type":["string","null"]},"to":{"type":["string","n)"
    R"(ull"]},"total":{"type":"array","items":{"type":["string","integer"]}},"rows":{"type":"array","items":{"type":"array",")"
    R"(items":{"type":["string","integer"]}}},"columns":{"type":"array","items":{"type":"array","items":{"type":["string","in)"
    R"(teger"]}}},"cells":{"type":"array","items":{"type":"array","items":{"type":"array","items":{"type":["string","integer")"
    R"(]}}}}}}}}}}},"default":{"$ref":"#/components/responses/Problem"}}}})";
constexpr std::string_view offer =
    R"({"get":{"operationId":"analysis_dimensions","parameters":[],"responses":{"200":{"description":"done","content":{"appli)"
    R"(cation/json":{"schema":{"type":"object","properties":{"dimensions":{"type":"array","items":{"type":"object"}},"measure)"
    R"(s":{"type":"array","items":{"type":"object"}},"states":{"type":"array","items":{"type":"string"}}}}}}},"default":{"$re)"
    R"(f":"#/components/responses/Problem"}}}})";
constexpr std::string_view classes =
    R"({"get":{"operationId":"analysis_classes","parameters":[{"name":"class","in":"path","required":true,"schema":{"type":"s)"
    R"(tring","enum":["abc","rfm","flow"]}},{"name":"rows","in":"query","required":false,"schema":{"type":"string"}},{"name":)"
    R"("measures","in":"query","required":false,"schema":{"type":"string"}},{"name":"from","in":"query","required":false,"sch)"
    R"(ema":{"type":"string","format":"date"}},{"name":"to","in":"query","required":false,"schema":{"type":"string","format":)"
    R"("date"}},{"name":"filter","in":"query","required":false,"schema":{"type":"string"}},{"name":"limit","in":"query","requ)"
    R"(ired":false,"schema":{"type":"integer"}},{"name":"run","in":"query","required":false,"schema":{"type":"string"}},{"nam)"
    R"(e":"format","in":"query","required":false,"schema":{"type":"string","enum":["json","pdf"]}}],"responses":{"200")"
    R"(:{"description":"done","content":{"application/json":{"schema":{"type":"object"}}}},"default":{"$ref":"#/components/re)"
    R"(sponses/Problem"}}},"delete":{"operationId":"end_analysis","parameters":[{"name":"class","in":"path","required":true,")"
    R"(schema":{"type":"string"}}],"responses":{"204":{"description":"ended"},"default":{"$ref":"#/components/responses/Probl)"
    R"(em"}}}})";
// clang-format on

}  // namespace

std::vector<kernel::DescribedRoute> described_routes() {
    return {{"orders", "/api/v1/analysis", figures},
            {"orders", "/api/v1/analysis/dimensions", offer},
            {"orders", "/api/v1/analysis/{class}", classes}};
}

}  // namespace sales
