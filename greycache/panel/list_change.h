// "list_check" and "list_write": a list of the panel's as it shall be.
#pragma once

#include <string>

#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"

namespace greycache {

// {"faults":[...],"difference":TEXT,"hash":HASH}: what is wrong in the text, and what it changes;
// `hash` is of the text that there is, after write_list() of the one that was written. Blocks on
// the file system; any thread.
Answer check_list(const std::string& panel_dir, const Question& question);

// The same, and the file is written where nothing is wrong with the text ("written"): with "done",
// a sentence. `was` must be the hash of the text that there is, else it is a conflict.
Answer write_list(const std::string& panel_dir, const Question& question);

}  // namespace greycache
