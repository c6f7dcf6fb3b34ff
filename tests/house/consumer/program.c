/* A program of somebody else's on the installed library: prints the version it runs on, when it
 * is the one it was compiled with. */
#include <stdio.h>
#include <string.h>

#include <zigram/zigram.h>

int main(void)
{
    if (strcmp(zg_version(), ZG_VERSION_STRING) != 0) return 1;
    return printf("%s\n", zg_version()) > 0 ? 0 : 1;
}
