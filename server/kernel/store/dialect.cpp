#include "kernel/store/dialect.h"

#include <cstdint>

#include "kernel/store/sql_tokens.h"

namespace kernel {

namespace {

constexpr Dialect sqlite{.id = "INTEGER PRIMARY KEY",
                         .integer = "INTEGER",
                         .text = "TEXT",
                         .bytes = "BLOB",
                         .table_tail = " STRICT",
                         .ascending = "ASC",
                         .descending = "DESC",
                         .row_lock = ""};
constexpr Dialect postgres{.id = "BIGINT PRIMARY KEY",
                           .integer = "BIGINT",
                           .text = "TEXT COLLATE \"C\"",
                           .bytes = "BYTEA",
                           .table_tail = "",
                           .ascending = "ASC NULLS FIRST",
                           .descending = "DESC NULLS LAST",
                           .row_lock = " FOR UPDATE"};

// Follows the tokens through one statement after the other and says what each becomes.
class Translation {
public:
    explicit Translation(const Dialect* dialect) : dialect_(dialect) {}

    void add(const SqlToken& token, std::string& out) {
        if (!token.counts()) {
            out += token.text;
            return;
        }
        if (token.is(";")) {
            *this = Translation(dialect_);
            out += token.text;
            return;
        }
        recognise(token);
        out += word(token);
        if (token.is("(")) ++depth_;
        if (token.is(")") && --depth_ == 0 && statement_ == Statement::table) {
            out += dialect_->table_tail;
            statement_ = Statement::other;
        }
        previous_ = token.text;
        ++count_;
    }

private:
    enum class Statement : std::uint8_t { unknown, table, alter, index, other };

    void recognise(const SqlToken& token) {
        if (statement_ != Statement::unknown) return;
        if (count_ == 0) {
            creates_ = token.is("CREATE");
            if (!creates_ && !token.is("ALTER")) statement_ = Statement::other;
            return;
        }
        if (token.is("UNIQUE") && creates_) return;
        if (token.is("TABLE"))
            statement_ = creates_ ? Statement::table : Statement::alter;
        else
            statement_ = token.is("INDEX") && creates_ ? Statement::index : Statement::other;
    }

    std::string_view word(const SqlToken& token) const {
        if (token.kind != SqlToken::Kind::word) return token.text;
        if (statement_ == Statement::index && depth_ == 1) {
            if (token.is("ASC")) return dialect_->ascending;
            if (token.is("DESC")) return dialect_->descending;
        }
        const bool types = (statement_ == Statement::table && depth_ > 0) || statement_ == Statement::alter;
        if (!types) return token.text;
        const bool cast = previous_ == "AS";  // CAST(… AS TEXT) takes no collation
        if (token.is("BIGINT")) return dialect_->integer;
        if (token.is("BYTES")) return dialect_->bytes;
        if (token.is("TEXT") && !cast) return dialect_->text;
        if (token.is("ID")) return dialect_->id;
        return token.text;
    }

    const Dialect* dialect_;
    Statement statement_ = Statement::unknown;
    int depth_ = 0;
    int count_ = 0;
    bool creates_ = false;
    std::string_view previous_;
};

}  // namespace

const Dialect& dialect(Engine engine) { return engine == Engine::sqlite ? sqlite : postgres; }

std::string for_engine(std::string_view sql, Engine engine) {
    std::string out;
    out.reserve(sql.size() + sql.size() / 8);
    Translation translation(&dialect(engine));
    for (const SqlToken& token : sql_tokens(sql)) translation.add(token, out);
    return out;
}

}  // namespace kernel
