// What an administrator could do about a mail that waits.
#pragma once

#include <string>
#include <vector>

#include "greycache/control/waited_mail.h"

namespace greycache {

// Lines to read, and to paste into a shell: what is pasted holds nothing of the mail's that a shell
// would take for more than a word. Empty where nothing needs to be done.
std::vector<std::string> advice(const WaitedMail& mail);

// As one word of a shell's, whatever it holds; empty where that cannot be shown: of what is not
// printable UTF-8.
std::string shell_word(const std::string& text);

}  // namespace greycache
