// Entries as rows for a database, so that a service need not be asked a million times.
#include "load/rows.h"

#include <array>
#include <stdexcept>

#include "load/triplet.h"

namespace greycache {

namespace {

void print_row(std::FILE* out, const Triplet& triplet, bool with_recipient) {
  std::array<char, 4 * kTextLimit> row;
  char* end = put_text(put_network(row.data(), triplet), "\t");
  end = put_text(put_sender_domain(end, triplet), "\t");
  end = put_sender_name(end, triplet);
  if (with_recipient) end = put_recipient(put_text(end, "\t"), triplet);
  *end++ = '\n';
  const auto length = static_cast<std::size_t>(end - row.data());
  if (std::fwrite(row.data(), 1, length, out) != length) throw std::runtime_error("cannot write");
}

}  // namespace

void print_rows(std::FILE* out, const std::string& kind, const MixOptions& mix) {
  const bool waiting = kind == "waiting";
  const std::uint32_t count = waiting ? mix.waiting : mix.known;
  for (std::uint32_t number = 0; number < count; ++number) {
    print_row(
        out,
        waiting ? waiting_triplet(number, mix.per_source) : known_triplet(number, mix.per_source),
        kind != "known");
  }
  if (std::fflush(out) != 0) throw std::runtime_error("cannot write");
}

}  // namespace greycache
