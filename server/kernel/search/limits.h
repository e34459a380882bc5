// Limits of searching.
#pragma once
#include <cstddef>

namespace kernel::limits {

inline constexpr std::size_t search_words = 8;          // parted by blanks, in one search; what follows is not looked at
inline constexpr std::size_t indexed_characters = 400;  // of one value
inline constexpr std::size_t spellings = 4;             // ways to take letters as pinyin: "xian" is xian and xi'an
inline constexpr std::size_t spelled_letters = 48;
inline constexpr std::size_t duplicates_shown = 20;
inline constexpr std::size_t duplicate_characters = 200;  // of one value that is asked about
inline constexpr int search_hits = 20;                    // of one record type, at most
inline constexpr int search_hits_default = 5;
inline constexpr std::size_t excerpt_characters = 80;
inline constexpr int indexing_batch = 500;      // records indexed in one transaction, when the index is made anew
inline constexpr int pending_documents = 1000;  // kept aside in one transaction before they go into the index (SQLite)
inline constexpr int sorted_matches = 3000;     // up to so many are sorted for the newest (PostgreSQL)
inline constexpr int few_matches = 1000;        // up to so many, a list is made from them; above, they are picked out of the list

}  // namespace kernel::limits
