// "settings": every setting with its value and its explanation.
#pragma once

#include "greycache/panel/answer.h"
#include "greycache/panel/setting_change.h"

namespace greycache {

// {"groups":[{"name":...,"settings":[{...}]}],"may_write":...,"panel_file":PATH,"hash":...}, in the
// order of the one table of settings; texts as they stand there. Secrets are not shown. Blocks on
// the file system; any thread.
Answer settings_answer(const SettingsPlace& place);

}  // namespace greycache
