#include <libnftnl/common.h>
#include <libnftnl/table.h>
#include <libnftnl/gen.h>
