// Text that was taken for Latin-1 on its way into a database, and so was encoded twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace greycache {

// Whether text of a database is so. SQLgrey's driver for PostgreSQL always did it, that for MySQL
// before libmariadb spoke UTF-8 by itself.
enum class Doubling : std::uint8_t { never, perhaps, always };

// The bytes that SQLgrey was given. Where it is not known whether they were encoded twice, they
// were if what goes in was UTF-8: hardly any text looks so by chance.
std::string encoded_once(std::string text, Doubling doubling);

// SQLgrey hands bytes to the database as if each were a character: one that keeps UTF-8 then holds
// two bytes for each of them. What went in: each character as its byte of Latin-1, or of Windows'
// code page 1252, which MySQL calls latin1. Nothing where the text is ASCII, or cannot have come
// about so.
std::optional<std::string> undoubled(std::string_view utf8);

}  // namespace greycache
