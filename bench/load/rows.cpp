// Entries as rows for a database, so that a service need not be asked a million times.
#include "load/rows.h"

#include <array>
#include <stdexcept>

#include "load/triplet.h"

namespace greycache {

namespace {

void print_row(std::FILE* out, const Triplet& triplet) {
  std::array<char, 4 * kTextLimit> row;
  char* end = put_text(put_network(row.data(), triplet), "\t");
  end = put_text(put_sender_domain(end, triplet), "\t");
  end = put_sender_name(end, triplet);
  if (triplet.kind == Triplet::Kind::waiting) end = put_recipient(put_text(end, "\t"), triplet);
  *end++ = '\n';
  const auto length = static_cast<std::size_t>(end - row.data());
  if (std::fwrite(row.data(), 1, length, out) != length) throw std::runtime_error("cannot write");
}

}  // namespace

void print_rows(std::FILE* out, const std::string& kind, const MixOptions& mix) {
  const bool known = kind == "known";
  const std::uint32_t count = known ? mix.known : mix.waiting;
  for (std::uint32_t number = 0; number < count; ++number) {
    print_row(out, known ? known_triplet(number, mix.per_source)
                         : waiting_triplet(number, mix.per_source));
  }
  if (std::fflush(out) != 0) throw std::runtime_error("cannot write");
}

}  // namespace greycache
