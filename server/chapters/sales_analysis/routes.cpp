#include "chapters/sales_analysis/routes.h"

#include <algorithm>
#include <variant>

#include "chapters/sales_analysis/ageing.h"
#include "chapters/sales_analysis/report_json.h"
#include "chapters/sales_analysis/sheet_file.h"
#include "chapters/sales_analysis/signals.h"
#include "kernel/base/json.h"
#include "kernel/base/text.h"
#include "kernel/base/time.h"
#include "kernel/http/client.h"

namespace sales {

using namespace kernel;

namespace {

constexpr std::string_view clause = "4.4";
constexpr std::size_t longest_run = 64;
constexpr std::string_view known_parameters[] = {"rows",    "columns", "measures", "from",         "to",  "filter",
                                                 "compare", "sort",    "limit",    "column_limit", "run", "format"};
constexpr std::string_view ageing_parameters[] = {"rows", "limit", "run", "format"};

Problem problem(Code code, std::string_view key) { return {.code = code, .key = std::string(key), .clause = std::string(clause)}; }

Result<Done> check_parameters(const Parameters& parameters, std::span<const std::string_view> known) {
    for (const auto& [name, value] : parameters)
        if (std::ranges::find(known, name) == known.end() || std::ranges::count(parameters, name, &Parameters::value_type::first) > 1)
            return Problem{.code = Code::invalid, .key = "problem.parameter", .arguments = {{"text", cut(name, 60)}}};
    return Done{};
}

// Who may not read orders is not told what they come to.
bool may_ask(const App& app, const Call& call) { return may(call.viewer, app.house.get("orders"), Action::read); }

// What is asked for: a table of figures, or one of the things with a name of their own.
struct Kind {
    std::optional<Classing> classing = {};
    bool ageing = false;
    bool signals = false;
};

// One question at work on the pool for long reads: JSON for whoever looks, a sheet for whoever takes it away.
struct Asked {
    Question question;
    Kind kind = {};
    std::optional<FileKind> file;
    std::string run;
    RunningQuestions::Mark mark;
};
using Made = std::variant<std::string, Sheet>;

SheetWords words_of(const AnalysisRoutes& routes, const Call& call) {
    SheetWords words{.messages = routes.app.messages, .locale = call.locale, .states = {}};
    for (const std::string& state : routes.facts.counted_states())
        words.states.push_back(routes.app.messages.text(call.locale, "choice.orders.state." + state));
    return words;
}

Result<Made> make(const AnalysisRoutes& routes, const Call& call, Connection& connection, const Asked& asked) {
    const Patience patience(asked.mark);
    if (asked.kind.signals) {
        TRY_ASSIGN(const Signals found,
                   signals(routes.app, routes.facts, call.viewer, connection, asked.question, routes.app.clock.today(), patience));
        return Made(json_of(found));
    }
    if (!asked.kind.classing) {
        const Report report = asked.kind.ageing ? ageing(routes.app, call.viewer, connection, *asked.question.rows, asked.question.limit)
                                                : ask(routes.app, routes.facts, call.viewer, connection, asked.question, patience);
        if (asked.file) return Made(sheet_of(report, words_of(routes, call)));
        return Made(json_of(report, asked.kind.ageing ? std::vector<std::string>() : routes.facts.counted_states()));
    }
    TRY_ASSIGN(const Classified classified, classify(routes.app, routes.facts, call.viewer, connection, asked.question,
                                                     *asked.kind.classing, routes.app.clock.today(), patience));
    if (asked.file) return Made(sheet_of(classified, words_of(routes, call)));
    return Made(json_of(classified));
}

// 9.2: whoever takes figures away is in the log before they have them.
void send_file(const AnalysisRoutes& routes, const CallPtr& call, FileKind kind, const Sheet& sheet) {
    const std::string day = format_day(routes.app.clock.today());
    const std::string ending(ending_of(kind));
    const std::string name = sheet.title + '-' + day + ending;
    auto response = std::make_shared<http::Response>();
    response->content_type = media_type(kind);
    response->body = file_of(sheet, kind, call->locale, call->viewer.name + "  " + day);
    response->headers.emplace_back("Content-Disposition",
                                   "attachment; filename=\"analysis" + ending + "\"; filename*=UTF-8''" + http::percent_encoded(name));
    response->headers.emplace_back("Cache-Control", "no-store");
    std::string changes = "[[\"request\",null,";
    append_json_string(changes, name);
    changes += "]]";
    const bool queued =
        routes.app.store.write({.apply =
                                    [&routes, account = call->viewer.account, changes](Transaction& transaction) {
                                        routes.app.records.audit().append(transaction, {{account, "export", "orders", 0, 0, changes}});
                                        return true;
                                    },
                                .settled =
                                    [call, response](Outcome outcome, const std::exception_ptr&) {
                                        if (outcome == Outcome::committed) return call->respond(std::move(*response));
                                        call->refuse({.code = Code::unavailable, .key = "problem.unavailable"});
                                    }});
    if (!queued) call->refuse({.code = Code::unavailable, .key = "problem.busy"});
}

void answer(const AnalysisRoutes& routes, const CallPtr& call, Connection& connection, const Asked& asked) {
    try {
        auto made = make(routes, *call, connection, asked);
        if (!made) return call->refuse(made.problem());
        if (asked.file) return send_file(routes, call, *asked.file, std::get<Sheet>(*made));
        call->answer(200, std::move(std::get<std::string>(*made)));
    } catch (const Stopped& stopped) {
        call->refuse(stopped.cancelled ? problem(Code::conflict, "problem.analysis.cancelled")
                                       : problem(Code::unavailable, "problem.analysis.too_long"));
    } catch (const TooManyPairs&) { call->refuse(problem(Code::invalid, "problem.analysis.too_many")); } catch (...) {
        call->refuse(problem_from(std::current_exception(), call->request_id));
    }
}

// Of what is owed the rows are those of orders.
Result<Done> set_ageing(const AnalysisRoutes& routes, const Call& call, Question& question) {
    if (!may_ask_ageing(routes.app.house, call.viewer)) return problem(Code::forbidden, "problem.forbidden");
    const std::string_view rows = question.rows ? question.rows->name : "customer";
    question.rows = ageing_rows(rows);
    if (question.rows) return Done{};
    return Problem{.code = Code::invalid,
                   .key = "problem.analysis.dimension",
                   .arguments = {{"text", std::string(rows)}},
                   .clause = std::string(clause)};
}

Result<Asked> asked_from(const AnalysisRoutes& routes, const Call& call, Kind kind) {
    if (!may_ask(routes.app, call)) return problem(Code::forbidden, "problem.forbidden");
    TRY(check_parameters(call.request.query,
                         kind.ageing ? std::span(ageing_parameters) : std::span<const std::string_view>(known_parameters)));
    const auto parameter = [&call](std::string_view name) {
        const std::string* found = call.request.parameter(name);
        return found ? *found : std::string();
    };
    Asked asked{.question = {}, .kind = kind, .file = {}, .run = parameter("run"), .mark = nullptr};
    TRY_ASSIGN(asked.question, question_from(routes.app.house, call.viewer, call.request.query));
    if (kind.ageing) TRY(set_ageing(routes, call, asked.question));
    const std::string format = parameter("format");
    asked.file = file_kind_named(format);
    if (asked.run.size() > longest_run || (!format.empty() && format != "json" && (!asked.file || kind.signals)))
        return Problem{
            .code = Code::invalid, .key = "problem.parameter", .arguments = {{"text", cut(format.empty() ? "run" : format, 60)}}};
    return asked;
}

void run_question(AnalysisRoutes& routes, const CallPtr& call, Kind kind) {
    auto made = asked_from(routes, *call, kind);
    if (!made) return call->refuse(made.problem());
    Asked& asked = *made;
    const auto account = call->viewer.account;
    if (!asked.run.empty()) asked.mark = routes.running.begin(account, asked.run);
    const bool queued = routes.app.store.read_long([&routes, call, asked](Connection& connection) {
        answer(routes, call, connection, asked);
        if (asked.mark) routes.running.end(call->viewer.account, asked.run, asked.mark);
    });
    if (queued) return;
    if (asked.mark) routes.running.end(account, asked.run, asked.mark);
    call->refuse({.code = Code::unavailable, .key = "problem.busy"});
}

// What there is to divide by and to count, for this viewer.
void describe(const AnalysisRoutes& routes, const CallPtr& call) {
    if (!may_ask(routes.app, *call)) return call->refuse(problem(Code::forbidden, "problem.forbidden"));
    std::string out;
    JsonWriter json(out);
    const auto label = [&](std::string_view kind, std::string_view name) {
        return routes.app.messages.text(call->locale, "analysis." + std::string(kind) + '.' + std::string(name));
    };
    json.object().key("dimensions").array();
    for (const Dimension& dimension : dimensions())
        if (may_use(routes.app.house, call->viewer, dimension)) {
            json.object().key("name").value(dimension.name).key("label").value(label("dimension", dimension.name));
            json.key("time").value(dimension.is_time()).key("record");
            if (dimension.of != Dimension::Of::tree && dimension.of != Dimension::Of::link)
                json.null();
            else
                json.value(dimension.record);
            json.end_object();
        }
    json.end_array().key("measures").array();
    for (const Measure& measure : measures())
        if (may_use(routes.app.house, call->viewer, measure)) {
            json.object().key("name").value(measure.name).key("label").value(label("measure", measure.name));
            json.key("scale").value(measure.scale).end_object();
        }
    json.end_array().key("states").array();
    for (const std::string& state : routes.facts.counted_states()) json.value(state);
    json.end_array().end_object();
    call->answer(200, std::move(out));
}

}  // namespace

RunningQuestions::Mark RunningQuestions::begin(std::int64_t account, const std::string& run) {
    const std::lock_guard lock(mutex_);
    return running_[{account, run}] = std::make_shared<std::atomic<bool>>(false);
}

void RunningQuestions::end(std::int64_t account, const std::string& run, const Mark& mark) {
    const std::lock_guard lock(mutex_);
    const auto found = running_.find({account, run});
    if (found != running_.end() && found->second == mark) running_.erase(found);
}

bool RunningQuestions::cancel(std::int64_t account, const std::string& run) {
    const std::lock_guard lock(mutex_);
    const auto found = running_.find({account, run});
    if (found == running_.end()) return false;
    *found->second = true;
    return true;
}

void add_analysis_routes(Router& router, AnalysisRoutes& routes) {
    router.add(http::Method::get, "/api/v1/analysis", Need::viewer, [&routes](const CallPtr& call) { run_question(routes, call, {}); });
    router.add(http::Method::get, "/api/v1/analysis/signals", Need::viewer,
               [&routes](const CallPtr& call) { run_question(routes, call, {.signals = true}); });
    router.add(http::Method::get, "/api/v1/analysis/dimensions", Need::viewer, [&routes](const CallPtr& call) { describe(routes, call); });
    router.add(http::Method::get, "/api/v1/analysis/{class}", Need::viewer, [&routes](const CallPtr& call) {
        const Kind kind{.classing = classing_named(call->parameters[0]), .ageing = call->parameters[0] == "ageing"};
        if (!kind.classing && !kind.ageing) return call->refuse({.code = Code::not_found, .key = "problem.not_found"});
        run_question(routes, call, kind);
    });
    router.add(http::Method::del, "/api/v1/analysis/{run}", Need::viewer, [&routes](const CallPtr& call) {
        if (!routes.running.cancel(call->viewer.account, call->parameters[0]))
            return call->refuse({.code = Code::not_found, .key = "problem.not_found"});
        call->answer(204, {});
    });
}

}  // namespace sales
