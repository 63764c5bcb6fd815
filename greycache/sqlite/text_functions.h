// Functions of SQL that take texts apart.
#pragma once

struct sqlite3;

namespace greycache {

// field(text, n): the n-th of the parts with tabs between, from 0; empty behind the last.
// domain_of(address): what is behind its last '@'; empty without one.
// Returns SQLite's result code.
int add_text_functions(sqlite3* database);

}  // namespace greycache
