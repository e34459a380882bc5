#include "embedded/embedded.h"

#include <algorithm>

namespace kernel {

const EmbeddedFile* embedded_file(std::string_view path) {
    const auto files = embedded_files();
    const auto found = std::ranges::lower_bound(files, path, {}, &EmbeddedFile::path);
    return found != files.end() && found->path == path ? &*found : nullptr;
}

}  // namespace kernel
