// `greyctl update-lists`: fetches the lists that are not the administrator's own, and takes them
// back.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/lists/update_options.h"

namespace greycache {

// Says what it does, on standard output what is as it should be, on standard error what is not. A
// list that cannot be fetched or is refused keeps none of the others back. Where a list was
// replaced the daemon, if it runs, is asked to read it. Returns an exit status: 1 where --check
// found something new, or --rollback nothing to take back; 65 where a list was refused, 69 where
// one could not be fetched, 74 where one could not be replaced.
int update_lists(const Settings& settings, const UpdateOptions& options);

}  // namespace greycache
