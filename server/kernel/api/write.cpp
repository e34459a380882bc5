// Writing through the API: once, durably, with the same answer however often it is asked again.
#include "kernel/api/app.h"
#include "kernel/base/hash.h"
#include "kernel/base/log.h"
#include "kernel/base/text.h"
#include "kernel/records/change.h"
#include "kernel/records/event.h"

namespace kernel {

const Migration api_migration{5, "api", R"sql(
CREATE TABLE "idempotency" (
  "account" BIGINT NOT NULL,
  "key" TEXT NOT NULL,
  "fingerprint" BYTES NOT NULL,
  "status" BIGINT NOT NULL,
  "headers" TEXT NOT NULL,
  "body" TEXT NOT NULL,
  "at" BIGINT NOT NULL,
  PRIMARY KEY ("account", "key")
);
CREATE INDEX "idempotency_at" ON "idempotency" ("at");
)sql"};

namespace {

std::string headers_text(const Answer& answer) {
    std::string text;
    for (const auto& [name, value] : answer.headers) text += name + '\n' + value + '\n';
    return text;
}

void headers_from(std::string_view text, Answer& answer) {
    while (!text.empty()) {
        const auto first = text.find('\n');
        const auto second = text.find('\n', first + 1);
        answer.headers.emplace_back(text.substr(0, first), text.substr(first + 1, second - first - 1));
        text.remove_prefix(second + 1);
    }
}

std::string fingerprint_of(const http::Request& request) {
    const Digest made = digest(std::to_string(static_cast<int>(request.method)) + request.path + '\n' +
                               std::string(request.header("if-match")) + '\n' + request.body);
    return {reinterpret_cast<const char*>(made.data()), made.size()};
}

// The answer of an earlier request with the same key, if there was one.
Result<std::optional<Answer>> earlier(Transaction& transaction, const Call& call, std::string_view key, const std::string& fingerprint) {
    Rows rows =
        transaction.query(R"(SELECT "fingerprint", "status", "headers", "body" FROM "idempotency" WHERE "account" = $1 AND "key" = $2)",
                          {call.viewer.account, key});
    if (!rows.next()) return std::optional<Answer>();
    if (rows.text(0) != fingerprint) return Problem{.code = Code::reused_key, .key = "problem.idempotency"};
    Answer answer{.status = static_cast<int>(rows.integer(1)), .json = std::string(rows.text(3))};
    headers_from(rows.text(2), answer);
    answer.headers.emplace_back("Idempotency-Replayed", "true");
    return std::optional(std::move(answer));
}

void keep(const App& app, Transaction& transaction, const Call& call, std::string_view key, const std::string& fingerprint,
          const Answer& answer) {
    const std::int64_t now = app.clock.now().microseconds;
    const std::string headers = headers_text(answer);
    transaction.post(
        R"(INSERT INTO "idempotency" ("account", "key", "fingerprint", "status", "headers", "body", "at") VALUES ($1, $2, $3, $4, $5, $6, $7))",
        {call.viewer.account, key, Bytes{fingerprint}, std::int64_t{answer.status}, std::string_view(headers),
         std::string_view(answer.json), now});
    if (now % 256 == 0) transaction.post(R"(DELETE FROM "idempotency" WHERE "at" < $1)", {now - limits::idempotency_kept_s * 1'000'000});
}

Result<Answer> once(const App& app, Transaction& transaction, const Call& call, const std::function<Result<Answer>(Transaction&)>& work) {
    const auto key = call.request.header("idempotency-key");
    if (key.empty()) return work(transaction);
    const std::string fingerprint = fingerprint_of(call.request);
    TRY_ASSIGN(std::optional<Answer> before, earlier(transaction, call, key, fingerprint));
    if (before) return std::move(*before);
    TRY_ASSIGN(Answer answer, work(transaction));
    keep(app, transaction, call, key, fingerprint, answer);
    return answer;
}

}  // namespace

Problem problem_from(const std::exception_ptr& error, std::int64_t request) {
    const auto log = [request](LogLevel level, const char* what) {
        LogLine(level, "request_failed").id("request", request).with("problem", what);
    };
    try {
        if (error) std::rethrow_exception(error);
    } catch (const Refusal& refused) { return refused.problem; } catch (const ConstraintError& refused) {
        return problem_of(refused);
    } catch (const DatabaseError& failed) {
        log(failed.retry ? LogLevel::warning : LogLevel::error, failed.what());
        return problem_of(failed);
    } catch (const std::exception& failed) { log(LogLevel::error, failed.what()); }
    return {.code = Code::failed, .key = "problem.failed"};
}

void write(const App& app, const CallPtr& call, std::function<Result<Answer>(Transaction&)> work) {
    if (characters(call->request.header("idempotency-key")) > limits::idempotency_key)
        return call->refuse(
            {.code = Code::invalid, .key = "problem.idempotency_key", .arguments = {{"max", std::to_string(limits::idempotency_key)}}});
    auto result = std::make_shared<Result<Answer>>(Problem{.code = Code::failed, .key = "problem.failed"});
    const bool queued = app.store.write({
        .apply =
            [&app, call, result, work = std::move(work)](Transaction& transaction) {
                *result = once(app, transaction, *call, work);
                return result->ok();
            },
        .settled =
            [call, result](Outcome outcome, const std::exception_ptr& error) {
                if (error) return call->refuse(problem_from(error, call->request_id));
                if (!result->ok() || outcome != Outcome::committed) return call->refuse(result->problem());
                Answer& answer = result->value();
                call->answer(answer.status, std::move(answer.json), std::move(answer.headers));
            },
    });
    if (!queued) call->refuse({.code = Code::unavailable, .key = "problem.busy"});
}

}  // namespace kernel
