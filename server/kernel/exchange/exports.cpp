#include "kernel/exchange/exports.h"

#include <algorithm>
#include <future>
#include <thread>

#include "kernel/base/json.h"
#include "kernel/exchange/book.h"
#include "kernel/jobs/limits.h"
#include "kernel/store/snapshot.h"

namespace kernel {

namespace {

struct TooLarge {};
struct Stopped {};

// The columns of a list that were asked for, by their places in the record.
Result<std::vector<std::size_t>> places_of(const ExportRequest& request, const Viewer& viewer, const RecordType& type) {
    std::vector<std::size_t> places;
    const auto add = [&](std::string_view name) {
        const auto place = type.place(name == "archived" ? "archived_at" : name);
        if (place == RecordType::npos || !may_read(viewer, type.fields[place]) || name == "path") return false;
        places.push_back(place);
        return true;
    };
    for (const std::string& name : request.columns)
        if (!add(name)) return invalid_field("columns", "problem.view.column");
    if (places.empty())
        for (const auto name : type.traits().columns)
            if (!name.empty()) add(name);
    return places;
}

// One export, from its first row to its last piece.
class ExportRun {
public:
    ExportRun(Jobs& jobs, RunningJob& job, const RecordType& type, const ExportRequest& request)
        : parts_(jobs.parts()),
          job_(job),
          type_(type),
          request_(request),
          cells_(parts_.messages, job.viewer().locale, request.offset_minutes) {}

    Result<Done> execute(Connection& connection) {
        parts_.store.write_and_wait([&](Transaction& transaction) {  // what an interrupted run has left
            drop_job_pieces(transaction, job_.row().id);
            return true;
        });
        const Snapshot snapshot(connection);
        try {
            TRY(request_.shape == ExportRequest::Shape::book ? write_book(connection) : write_list(connection));
            writer_->finish();
            keep_piece(true);
        } catch (const TooLarge&) {
            return Problem{.code = Code::too_large,
                           .key = "problem.export.bytes",
                           .arguments = {{"max", std::to_string(limits::job_file_bytes >> 20U)}}};
        } catch (const Stopped&) { return Done{}; }
        end();
        return Done{};
    }

private:
    const Messages& messages() const { return parts_.messages; }
    const std::string& locale() const { return job_.viewer().locale; }
    std::string list_label() const {
        const std::string many = "records." + std::string(type_.name);
        return messages().has(locale(), many) ? messages().text(locale(), many) : messages().record_label(locale(), type_.name);
    }

    void open(const std::vector<table::OutColumn>& columns) {
        const auto sink = [this](std::string_view bytes) { take(bytes); };
        if (request_.format == ExportRequest::Format::csv) {
            writer_ = table::csv_writer(columns, sink);
            return;
        }
        std::string at;
        append_instant(at, Instant{parts_.clock.now().microseconds + std::int64_t{request_.offset_minutes} * 60'000'000});
        at[10] = ' ';
        writer_ = table::xlsx_writer(
            columns,
            {.name = list_label(),
             .footer = messages().text(locale(), "export.footer", {{"name", job_.viewer().name}, {"at", at.substr(0, 16)}})},
            sink);
    }

    Result<Done> write_list(Connection& connection) {
        TRY_ASSIGN(const std::vector<std::size_t> places, places_of(request_, job_.viewer(), type_));
        std::vector<table::OutColumn> columns;
        for (const std::size_t place : places) {
            const Field& field = type_.fields[place];
            const std::string_view name = field.name == "archived_at" ? "archived" : field.name;
            columns.push_back(ExportCells::column(messages().field_label(locale(), type_.name, name), field.kind));
        }
        open(columns);
        std::vector<table::OutCell> row;
        return parts_.records.each(connection, job_.viewer(), type_, request_.query, [&](const Select& select, const Rows& rows) {
            row.clear();
            for (const std::size_t place : places) {
                const auto column = std::ranges::find(select.columns, place, &Select::Column::place);
                row.push_back(cells_.of(type_, type_.fields[place], select.cell(rows, *column)));
            }
            writer_->row(row);
            cells_.forget();
            count_one();
            return true;
        });
    }

    Result<Done> write_book(Connection& connection) {
        const Book book(parts_.records.house(), job_.viewer(), type_);
        open(book.columns(messages(), locale()));
        std::vector<std::int64_t> ids;
        const auto write = [&] {
            if (!ids.empty()) book.write(connection, ids, cells_, *writer_);
            ids.clear();
        };
        TRY(parts_.records.each(connection, job_.viewer(), type_, request_.query, [&](const Select&, const Rows& rows) {
            ids.push_back(rows.integer(0));
            if (ids.size() == Book::ids_together) write();
            count_one();
            return true;
        }));
        write();
        return Done{};
    }

    void count_one() {
        constexpr std::int64_t look_every = 500;
        if (++rows_ % look_every == 0 && !job_.progress(rows_, std::max(rows_, job_.row().total))) throw Stopped{};
    }

    void take(std::string_view bytes) {
        bytes_ += bytes.size();
        if (bytes_ > limits::job_file_bytes) throw TooLarge{};
        piece_ += bytes;
        while (piece_.size() >= limits::job_piece_bytes) keep_piece(false);
    }
    void keep_piece(bool last) {
        if (piece_.empty()) return;
        const std::string_view piece = std::string_view(piece_).substr(0, last ? piece_.size() : limits::job_piece_bytes);
        parts_.store.write_and_wait([&](Transaction& transaction) {
            append_job_piece(transaction, job_.row().id, seq_, piece);
            return true;
        });
        ++seq_;
        piece_.erase(0, piece.size());
    }

    // 9.2: who took how much of what is in the log as soon as it can be had.
    void end() {
        job_.progress(rows_, rows_);
        JsonWriter(job_.result).object().key("rows").value(rows_).end_object();
        const std::string day = format_day(parts_.clock.today());
        job_.file = list_label() + '-' + day + (request_.format == ExportRequest::Format::csv ? ".csv" : ".xlsx");
        job_.bytes = static_cast<std::int64_t>(bytes_);
        std::string changes;
        JsonWriter json(changes);
        json.array().array().value("rows").null().value(rows_).end_array();
        json.array().value("request").null().raw(json_of(request_)).end_array().end_array();
        job_.entries.push_back({job_.viewer().account, "export", std::string(type_.name), 0, 0, changes});
    }

    const Jobs::Parts& parts_;
    RunningJob& job_;
    const RecordType& type_;
    const ExportRequest& request_;
    ExportCells cells_;
    std::unique_ptr<table::TableWriter> writer_;
    std::string piece_;
    std::int64_t seq_ = 0, rows_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace

Exports::Exports(Jobs& jobs) : jobs_(jobs) {
    for (const auto* kind : {"export", "large_export"}) jobs.add(kind, [this](RunningJob& job) { return run(job); });
}

Result<std::int64_t> Exports::count(Connection& connection, const Viewer& viewer, const ExportRequest& request) const {
    const Records& records = jobs_.parts().records;
    const RecordType* type = records.house().find(request.record);
    if (!type || !may(viewer, *type, Action::read)) return invalid_field("record", "problem.view.no_record");
    TRY(places_of(request, viewer, *type));
    TRY(records.check(viewer, *type, request.query));
    TRY_ASSIGN(const std::int64_t rows, records.count(connection, viewer, *type, request.query));
    if (rows > limits::export_rows)
        return Problem{.code = Code::too_large, .key = "problem.export.rows", .arguments = {{"max", std::to_string(limits::export_rows)}}};
    return rows;
}

Result<std::int64_t> Exports::create(Transaction& transaction, const Viewer& viewer, const ExportRequest& request, std::int64_t rows) {
    const std::string_view kind = rows > limits::export_small_rows ? "large_export" : "export";
    return jobs_.create(transaction, viewer, kind, request.record, json_of(request), rows);
}

Result<Done> Exports::run(RunningJob& job) const {
    TRY_ASSIGN(const ExportRequest request, export_request_from(job.row().request));
    const RecordType* type = jobs_.parts().records.house().find(request.record);
    if (!type || !may(job.viewer(), *type, Action::read)) return Problem{.code = Code::forbidden, .key = "problem.forbidden"};
    std::promise<Result<Done>> done;
    const auto work = [&](Connection& connection) {
        try {
            done.set_value(ExportRun(jobs_, job, *type, request).execute(connection));
        } catch (...) { done.set_exception(std::current_exception()); }
    };
    while (!jobs_.parts().store.read_long(work)) {
        if (!job.goes_on()) return Done{};
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return done.get_future().get();
}

}  // namespace kernel
