/* cli: what its parts share. */
#ifndef CLI_PARTS_H
#define CLI_PARTS_H

void cli_name(const char *name);
void cli_say(const char *text);

#endif
