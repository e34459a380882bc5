// What the tests of searching share: what is known of Chinese, from the files that the executable carries.
#pragma once
#include <fstream>
#include <iterator>
#include <string>

#include "kernel/search/chinese.h"

namespace kernel::test {

inline std::string chinese_file(const std::string& name) {
    std::ifstream file("locales/chinese/" + name + ".txt");
    return {std::istreambuf_iterator<char>(file), {}};
}

inline const Chinese& chinese() {
    static const Chinese known(chinese_file("variants"), chinese_file("readings"), chinese_file("words"));
    return known;
}

}  // namespace kernel::test
