// A row's texts as one, and taken apart again.
#include "greycache/history/history_line.h"

#include <doctest/doctest.h>

using namespace greycache;

namespace {

// Each text another one.
HistoryRow some_row() {
  HistoryRow row;
  row.at = 1'000'000;
  row.delay = 301;
  for (const HistoryColumn& column : kHistoryColumns) row.*column.text = column.name;
  return row;
}

std::optional<HistoryRow> there_and_back(const HistoryRow& row) {
  const HistoryLine line = history_line_of(row);
  return history_row_of(line.at, line.delay, line.texts);
}

}  // namespace

TEST_CASE("a row comes out of its line as it went in, with texts or without") {
  CHECK(there_and_back(some_row()) == some_row());
  CHECK(there_and_back(HistoryRow{}) == HistoryRow{});
  for (const HistoryColumn& column : kHistoryColumns) {
    HistoryRow row = some_row();
    (row.*column.text).clear();
    CHECK(there_and_back(row) == row);
  }
}

TEST_CASE("a text too few or too many is no row") {
  const std::string texts = history_line_of(some_row()).texts;
  CHECK(history_texts(texts));
  CHECK_FALSE(history_texts(texts + "\t"));
  CHECK_FALSE(history_texts(texts.substr(0, texts.rfind('\t'))));
  CHECK_FALSE(history_texts(""));
}

TEST_CASE("a line's bytes are those of its texts and its own") {
  HistoryLine line;
  const std::size_t empty = history_bytes(line);
  line.texts = std::string(1000, 'x');
  CHECK(history_bytes(line) == empty + 1000);
}
