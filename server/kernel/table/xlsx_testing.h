// Workbooks for tests, put together from small pieces of XML.
#pragma once
#include <zip.h>

#include <functional>
#include <map>
#include <stdexcept>
#include <string>

namespace kernel::table::testing {

using Parts = std::map<std::string, std::string>;

// `more` may add to the archive what is no text at hand.
inline std::string zipped(const Parts& parts, int method = ZIP_CM_DEFAULT, const std::function<void(zip_t*)>& more = {}) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* bytes = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(bytes);
    zip_t* zip = zip_open_from_source(bytes, ZIP_TRUNCATE, &error);
    for (const auto& [name, text] : parts) {
        zip_source_t* part = zip_source_buffer(zip, text.data(), text.size(), 0);
        const zip_int64_t index = zip_file_add(zip, name.c_str(), part, ZIP_FL_OVERWRITE);
        zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), method, 1);
    }
    if (more) more(zip);
    if (zip_close(zip) != 0) throw std::runtime_error(zip_strerror(zip));
    zip_stat_t about;
    zip_source_stat(bytes, &about);
    std::string archive(static_cast<std::size_t>(about.size), '\0');
    zip_source_open(bytes);
    zip_source_read(bytes, archive.data(), archive.size());
    zip_source_close(bytes);
    zip_source_free(bytes);
    return archive;
}

inline std::string relationship(const std::string& id, const std::string& type, const std::string& target) {
    return "<Relationship Id=\"" + id + "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + type +
           "\" Target=\"" + target + "\"/>";
}
inline std::string relationships(const std::string& all) {
    return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" + all + "</Relationships>";
}

// Excel's usual parts with one sheet, 订单, of these rows; shared strings and cell formats when they are given.
inline Parts parts_of_workbook(const std::string& rows, const std::string& strings = "", const std::string& styles = "") {
    Parts parts;
    parts["_rels/.rels"] = relationships(relationship("rId1", "officeDocument", "xl/workbook.xml"));
    parts["xl/workbook.xml"] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook xmlns:r=\"r\"><sheets>"
        "<sheet name=\"订单\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    parts["xl/_rels/workbook.xml.rels"] =
        relationships(relationship("rId1", "worksheet", "worksheets/sheet1.xml") + relationship("rId2", "styles", "styles.xml") +
                      relationship("rId3", "sharedStrings", "sharedStrings.xml"));
    parts["xl/worksheets/sheet1.xml"] = "<worksheet><sheetData>" + rows + "</sheetData></worksheet>";
    if (!strings.empty()) parts["xl/sharedStrings.xml"] = "<sst>" + strings + "</sst>";
    if (!styles.empty()) parts["xl/styles.xml"] = "<styleSheet>" + styles + "</styleSheet>";
    return parts;
}
inline std::string workbook(const std::string& rows, const std::string& strings = "", const std::string& styles = "") {
    return zipped(parts_of_workbook(rows, strings, styles));
}

inline std::string header_row() { return "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c></row>"; }

}  // namespace kernel::table::testing
