// The index of words: kept in the transaction that changes a record, made anew when it is not as this program would make it, asked by
// `q` of lists and pickers and by the search over everything.
#pragma once
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "kernel/records/records.h"
#include "kernel/search/document.h"

namespace kernel {

extern const Migration search_migration, search_cost_migration;

class SearchIndex final : public Follower, public Finder {
public:
    SearchIndex(const House& house, const Chinese& chinese, Store& store);
    ~SearchIndex() override;
    SearchIndex(const SearchIndex&) = delete;
    SearchIndex& operator=(const SearchIndex&) = delete;

    void follow(Transaction& transaction, const RecordType& type, const Seen* before, const Seen& after) override;
    bool append_found(Sql& sql, Connection& connection, const Viewer& viewer, const RecordType& type, std::string_view alias,
                      std::string_view text) const override;

    // For the one record that is written past the record layer, the account of the first administrator: as it stands now.
    void reread(Transaction& transaction, const RecordType& type, std::int64_t id);

    // Indexes what is there and not in the index yet, a few hundred records at once, the rest beside the work; says how far it is on
    // stderr.
    void start();
    void stop();
    bool is_ready(const Searched& searched) const;

    // "customers 123: …" for each document that is not what its record says.
    void verify(Connection& connection, std::vector<std::string>& findings) const;

    const Searched* find(const RecordType& type) const;
    const std::deque<Searched>& types() const { return types_; }
    const Chinese& chinese() const { return chinese_; }

private:
    struct Progress {
        std::int64_t records = 0;
        bool done = false;
    };
    void follow_row(Transaction& transaction, const Searched& searched, const Row* before, std::int64_t owner_before, const Row* after,
                    std::int64_t owner);
    void follow_lines(Transaction& transaction, const Searched& searched, const Seen* before, const Seen& after);
    void follow_below(Transaction& transaction, const Searched& searched, const Row& before, const Row& after);
    void put(Transaction& transaction, const Searched& searched, std::int64_t id, const Document& document, bool is_new);
    void remove(Transaction& transaction, std::int64_t id);
    void keep_pending(Transaction& transaction, std::int64_t id, std::string_view words);
    void settle(Transaction& transaction);

    void work();
    bool look_up_ready();
    Progress index_batch(Transaction& transaction, const Searched& searched);
    std::string select_text(const Searched& searched) const;
    std::int64_t row_from(const Searched& searched, const Rows& rows, Row& row) const;

    const House& house_;
    const Chinese& chinese_;
    Store& store_;
    const std::deque<Searched> types_;
    std::map<const RecordType*, const Searched*> by_type_;
    const Insertion insertion_;
    std::deque<std::atomic<bool>> ready_;  // in the order of types_
    int pending_ = 0;                      // at least the documents put aside in this transaction; the writer's thread only

    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace kernel
