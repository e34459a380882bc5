// How a chapter declares a record: an ordinary struct, and beside it one table of its fields. Everything else follows from it.
//
//     struct Product {
//         static constexpr std::string_view table = "products";
//         Id<Product> id;
//         std::string name;
//         Money price;
//     };
//     const kernel::Declaration& declaration(const Product*);      // in product.cpp: describe<Product>(…)
//
// docs/records.md is the page to read first.
#pragma once
#include <algorithm>
#include <array>
#include <concepts>
#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernel/base/result.h"
#include "kernel/base/time.h"
#include "kernel/base/types.h"
#include "kernel/record/codec.h"

namespace kernel {

class Connection;

// The vocabulary of declarations. Plain names, in any order; a misspelling is an undeclared identifier.
struct Rule {
    enum class Of : std::uint8_t {
        required,
        unique,
        filterable,
        sortable,
        searchable,
        summed,
        fixed,
        computed,
        owner,
        max_length,
        min,
        max,
        secrecy,
        form,
        alike,
        cascade,
        clause,
        numbered,
        sum_of,
        when_imported,
        matching,
        deadline,
        anytime
    } of;
    std::int64_t number = 1;
    std::string_view text = {};
};

namespace detail {

template <class M>
struct member;
template <class R, class T>
struct member<T R::*> {
    using owner = R;
    using type = T;
};

// The column name is the member's own name, read from the compiler, so it is never typed twice.
template <auto Member>
consteval std::string_view name_of() {
    std::string_view text = __PRETTY_FUNCTION__;  // "... [with auto Member = &market::Customer::phone; ...]"
    auto from = text.find("Member = ") + 9;
    text = text.substr(from, text.find_first_of(";]", from) - from);
    while (text.ends_with(')')) text.remove_suffix(1);
    return text.substr(text.rfind(':') + 1);
}

}  // namespace detail

namespace words {
inline constexpr Rule required{Rule::Of::required}, unique{Rule::Of::unique}, filterable{Rule::Of::filterable},
    sortable{Rule::Of::sortable}, searchable{Rule::Of::searchable}, summed{Rule::Of::summed}, fixed{Rule::Of::fixed},
    computed{Rule::Of::computed}, owner{Rule::Of::owner}, cascade{Rule::Of::cascade}, deadline{Rule::Of::deadline},
    anytime{Rule::Of::anytime};
constexpr Rule max_length(int characters) { return {Rule::Of::max_length, characters}; }
constexpr Rule at_least(std::int64_t units) { return {Rule::Of::min, units}; }
constexpr Rule at_most(std::int64_t units) { return {Rule::Of::max, units}; }
constexpr Rule clause(std::string_view number) { return {Rule::Of::clause, 0, number}; }
constexpr Rule numbered(std::string_view prefix) { return {Rule::Of::numbered, 0, prefix}; }
constexpr Rule when_imported(std::string_view choice) { return {Rule::Of::when_imported, 0, choice}; }
constexpr Rule matching(std::string_view link) { return {Rule::Of::matching, 0, link}; }
constexpr Rule form(Form of) { return {Rule::Of::form, static_cast<int>(of)}; }
constexpr Rule alike(Likeness of) { return {Rule::Of::alike, static_cast<int>(of)}; }
template <auto Member>
constexpr Rule sum_of() {
    return {Rule::Of::sum_of, 0, detail::name_of<Member>()};
}
inline constexpr Rule open{Rule::Of::secrecy, static_cast<int>(Secrecy::open)},
    confidential{Rule::Of::secrecy, static_cast<int>(Secrecy::confidential)}, secret{Rule::Of::secrecy, static_cast<int>(Secrecy::secret)};
}  // namespace words

constexpr Rules rules_from(std::initializer_list<Rule> list) {
    Rules rules;
    for (const Rule& rule : list) {
        switch (rule.of) {
            case Rule::Of::required:
                rules.required = true;
                break;
            case Rule::Of::unique:
                rules.unique = true;
                break;
            case Rule::Of::filterable:
                rules.filterable = true;
                break;
            case Rule::Of::sortable:
                rules.sortable = true;
                break;
            case Rule::Of::searchable:
                rules.searchable = true;
                break;
            case Rule::Of::summed:
                rules.summed = true;
                break;
            case Rule::Of::fixed:
                rules.fixed = true;
                break;
            case Rule::Of::computed:
                rules.computed = true;
                break;
            case Rule::Of::owner:
                rules.owner = true;
                break;
            case Rule::Of::max_length:
                rules.max_length = static_cast<int>(rule.number);
                break;
            case Rule::Of::min:
                rules.min = rule.number;
                break;
            case Rule::Of::max:
                rules.max = rule.number;
                break;
            case Rule::Of::secrecy:
                rules.secrecy = static_cast<Secrecy>(rule.number);
                break;
            case Rule::Of::form:
                rules.form = static_cast<Form>(rule.number);
                break;
            case Rule::Of::alike:
                rules.alike = static_cast<Likeness>(rule.number);
                break;
            case Rule::Of::cascade:
                rules.on_delete = OnDelete::cascade;
                break;
            case Rule::Of::clause:
                rules.clause = rule.text;
                break;
            case Rule::Of::numbered:
                rules.numbered = rule.text;
                break;
            case Rule::Of::sum_of:
                rules.sum_of = rule.text;
                rules.computed = true;
                break;
            case Rule::Of::when_imported:
                rules.when_imported = rule.text;
                break;
            case Rule::Of::matching:
                rules.matching = rule.text;
                break;
            case Rule::Of::deadline:
                rules.deadline = true;
                break;
            case Rule::Of::anytime:
                rules.anytime = true;
                break;
        }
    }
    return rules;
}

namespace detail {

struct anything {
    template <class T>
    operator T() const;  // NOLINT(google-explicit-constructor): stands for a member of any type
};
template <class R, std::size_t... I>
constexpr bool holds(std::index_sequence<I...>) {
    return requires { R{(void(I), anything{})...}; };
}

}  // namespace detail

// A field that remembers whose it is until it has been described, so another record's field cannot slip in.
template <class R>
struct FieldOf {
    Field field;
};

template <auto Member, class Pointer = detail::member<decltype(Member)>>
constexpr FieldOf<typename Pointer::owner> field(std::initializer_list<Rule> rules = {}) {
    using Record = typename Pointer::owner;
    using Type = typename Pointer::type;
    using Codec = detail::codec<Type>;
    Field made{.name = detail::name_of<Member>(),
               .kind = Codec::kind,
               .nullable = Codec::nullable,
               .scale = Codec::scale,
               .rules = rules_from(rules),
               .target = detail::target_of<Type>,
               .choices = {},
               .get = [](const void* record) { return Codec::out(static_cast<const Record*>(record)->*Member); },
               .set = [](void* record, const Value& value) { return Codec::in(static_cast<Record*>(record)->*Member, value); }};
    using Bare = typename detail::unwrapped<Type>::type;
    if constexpr (std::is_enum_v<Bare>) made.choices = choices<Bare>;
    if (made.rules.required || !made.rules.numbered.empty()) made.nullable = false;
    return {made};
}

// Which members the caller gave, for a prepare function that fills in the others.
class Given {
public:
    Given(std::span<const Field> fields, std::uint64_t bits) : fields_(fields), bits_(bits) {}
    template <auto Member>
    bool has() const {
        for (std::size_t i = 0; i < fields_.size(); ++i)
            if (fields_[i].name == detail::name_of<Member>()) return (bits_ >> i & 1) != 0;
        return false;
    }

private:
    std::span<const Field> fields_;
    std::uint64_t bits_;
};

// A change of state, and nothing else changes it (4.3.1: draft → confirmed → …).
struct MoveContext {
    Connection& connection;
    Day today;
    std::size_t lines = 0;
};
struct Move {
    std::string_view name;
    std::array<std::string_view, 4> from{};
    std::string_view to;
    std::string_view clause;
    Tone tone = Tone::info;
    Result<Done> (*guard)(void* record, const MoveContext& context) = nullptr;  // may also set what goes with the move
    // What the move must be told: fields of the record itself, …
    std::array<std::string_view, 4> asks{};
    // … or a whole record of that name, which the move is kept as and which belongs to this one. Then the move itself changes nothing:
    // what follows for this record is what `after` of that record makes of it.
    std::string_view kept_as = {};
    bool edits = false;  // the content may change with it, in states where it otherwise may not (4.3.1: an amendment)
};

// A record and its lines on the way to being stored, as rows of their declarations: where what follows from both is worked out.
struct Settling {
    Connection& connection;
    const Row* before;  // null: new
    Row& record;
    std::vector<Row*> lines = {};
    std::vector<const Row*> lines_before = {};
    Day today;
};

// What a record that is to belong to `owner` would be, before anybody has said anything: everything that is still open to be delivered.
struct Proposing {
    Connection& connection;
    std::string_view move;  // of the owner, that asks for it; empty: nobody's
    const Row& owner;
    std::vector<const Row*> owner_lines;
    Day today;
    Row& record;
    const Row& fresh_line = {};
    std::vector<Row> lines = {};
};

// What a move asks for, taken apart: "resolved_on?" may be left out.
constexpr bool is_optional_asked(std::string_view asked) { return asked.ends_with('?'); }
constexpr std::string_view asked_field(std::string_view asked) {
    return asked.substr(0, asked.size() - (is_optional_asked(asked) ? 1 : 0));
}

struct Event;  // kernel/records/event.h

// What a record is, beyond its fields.
struct Traits {
    std::string_view clause = {};
    std::string_view title = {};                 // the field that stands for the record in links
    std::array<std::string_view, 12> columns{};  // of a list, at first
    std::string_view sort = "-id";
    std::array<std::string_view, 3> keys{};             // how a row of a file finds its record: "code", "parent+name"; first given wins
    std::array<std::string_view, 3> unique_together{};  // "parent+name"
    std::array<std::string_view, 6> indexes{};          // "owner+ordered_on": beside those that links and unique fields have
    std::string_view parent = {};                       // lines: the link to their owner
    std::string_view belongs_to = {};                   // the link to the record whose scope this one shares and whose page shows it
    std::array<std::string_view, 2> shown_with{};       // links to records whose pages show it too
    std::string_view lines = {};                        // the owner's name for them
    bool tree = false;  // has a self-link `parent` and a text `name`; links to it can be filtered with `within`
    std::string_view state = {};
    std::array<std::string_view, 4> editable_in{};  // states in which content may change; none: all
    std::span<const Move> moves = {};               // one named "archive" guards the kernel's own move of that name
    // Fills in what follows from what was given, on the way to being stored. Behaviour, hence a function of the chapter.
    Result<Done> (*prepare)(void* record, const Given& given, Connection& connection) = nullptr;
    Result<Done> (*settle)(Settling& settling) = nullptr;
    void (*propose)(Proposing& proposing) = nullptr;
    // What else must happen, in the same transaction, when one has been made, changed or moved. What could speak against it is refused
    // by `settle`, before anything is written.
    void (*after)(const Event& event) = nullptr;
    // For `bylaw verify`: a line for each record that is not what a recount says.
    void (*recount)(Connection& connection, std::vector<std::string>& findings) = nullptr;
};

// Made once by describe<R>(); the runtime RecordType (type.h) is built from it.
struct Declaration {
    std::string_view table;
    std::span<const Field> fields;
    Traits traits;
    Row (*fresh)() = nullptr;  // the values of a default-constructed record
    Result<Done> (*prepare)(const Declaration&, Row&, std::uint64_t given, Connection&) = nullptr;
    Result<Done> (*guard)(const Declaration&, const Move&, Row&, const MoveContext&) = nullptr;
};

template <std::size_t N>
struct Described {
    std::array<Field, N> fields;
    Traits traits;
};

// Mistakes in a declaration stop the build here; the throw that the compiler points at is the message.
template <class R, std::size_t N>
consteval Described<N> describe(const Traits& traits, const FieldOf<R> (&fields)[N]) {
    static_assert(detail::holds<R>(std::make_index_sequence<N>{}) && !detail::holds<R>(std::make_index_sequence<N + 1>{}),
                  "every member of the struct must be declared as exactly one field, in its order");
    static_assert(N <= 64, "a record has at most 64 fields");
    Described<N> described{{}, traits};
    for (std::size_t i = 0; i < N; ++i) {
        const Field& made = described.fields[i] = fields[i].field;
        const Rules& rules = made.rules;
        if (i == 0 && (made.kind != Kind::id || made.name != "id")) throw "the first member is Id<…> id";
        if (is_text(made.kind) && rules.max_length <= 0) throw "a text field needs a max_length";
        if (rules.sortable && (made.kind == Kind::link || made.kind == Kind::choices)) throw "a link or a set has no order to sort by";
        if (rules.owner && made.target != "accounts") throw "the owner is a link to an account";
        if ((rules.searchable || rules.unique) && rules.secrecy >= Secrecy::confidential)
            throw "searching or refusing duplicates on a confidential field would leak it by guessing";
        if (rules.alike != Likeness::none && (!is_text(made.kind) || !rules.searchable))
            throw "likeness is asked of the search index: of a searchable text";
        if (rules.summed && !is_fixed_point(made.kind) && made.kind != Kind::integer) throw "only numbers can be added up";
        for (std::size_t j = 0; j < i; ++j)
            if (described.fields[j].name == made.name) throw "a member is declared twice";
    }
    return described;
}

template <class R>
R from_row(std::span<const Field> fields, const Row& row) {
    R record;
    for (std::size_t i = 0; i < fields.size(); ++i) fields[i].set(&record, row[i]);
    return record;
}
template <class R>
void to_row(std::span<const Field> fields, const R& record, Row& row) {
    for (std::size_t i = 0; i < fields.size(); ++i) row[i] = fields[i].get(&record);
}

template <class R, std::size_t N>
constexpr Declaration declare(const Described<N>& described) {
    return {.table = R::table,
            .fields = described.fields,
            .traits = described.traits,
            .fresh =
                [] {
                    Row row(N);
                    to_row(declaration(static_cast<const R*>(nullptr)).fields, R{}, row);
                    return row;
                },
            .prepare = [](const Declaration& self, Row& row, std::uint64_t given, Connection& connection) -> Result<Done> {
                if (!self.traits.prepare) return Done{};
                R record = from_row<R>(self.fields, row);
                TRY(self.traits.prepare(&record, Given(self.fields, given), connection));
                to_row(self.fields, record, row);
                return Done{};
            },
            .guard = [](const Declaration& self, const Move& move, Row& row, const MoveContext& context) -> Result<Done> {
                if (!move.guard) return Done{};
                R record = from_row<R>(self.fields, row);
                TRY(move.guard(&record, context));
                to_row(self.fields, record, row);
                return Done{};
            }};
}

}  // namespace kernel
