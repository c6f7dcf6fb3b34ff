/* cli: parsing, --help and settings, all from the same arrays. Numbers are parsed whole or
 * refused. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "cli_parts.h"

static const cli_tool *current;

/* Targets of the options that were given. */
static const void *given[256];
static size_t n_given;

bool cli_given(const void *target)
{
    for (size_t i = 0; i < n_given; i++) {
        if (given[i] == target) return true;
    }
    return false;
}

typedef struct choice {
    const char *text;
    size_t length;
} choice;

/* Choice `index` of "a|b|c"; false past the last. */
static bool choice_at(const char *choices, size_t index, choice *out)
{
    const char *p = choices;
    for (; index > 0; index--) {
        p = strchr(p, '|');
        if (p == NULL) return false;
        p++;
    }
    *out = (choice){.text = p, .length = strcspn(p, "|")};
    return true;
}

static bool find_choice(const char *choices, const char *text, size_t length, size_t *index)
{
    choice c;
    for (*index = 0; choice_at(choices, *index, &c); ++*index) {
        if (c.length == length && memcmp(c.text, text, length) == 0) return true;
    }
    return false;
}

/* ---- values ---- */

static bool parse_number(const char *text, size_t length, uint64_t *out)
{
    uint64_t value = 0;
    if (length == 0) return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (value > (UINT64_MAX - digit) / 10) return false;
        value = 10 * value + digit;
    }
    *out = value;
    return true;
}

static bool parse_bounded(const cli_option *option, const char *text, size_t length, uint64_t *out)
{
    return parse_number(text, length, out) && *out >= option->low && *out <= option->high;
}

/* Bytes: a number, or one with K, M, G or T behind it, each 1024 times the one before. */
static bool parse_size(const cli_option *option, const char *text, uint64_t *out)
{
    static const char units[] = "KMGT";
    size_t length = strlen(text);
    const char *unit = length > 0 ? strchr(units, text[length - 1]) : NULL;
    uint32_t shift = unit == NULL ? 0 : 10 * (uint32_t)(unit - units + 1);
    if (!parse_number(text, length - (unit != NULL), out)) return false;
    if (*out > UINT64_MAX >> shift) return false;
    *out <<= shift;
    return *out >= option->low;
}

/* Digits with at most one point among them; strtod reads what is left (no locale is set). */
static bool parse_real(const cli_option *option, const char *text, double *out)
{
    size_t whole = strspn(text, "0123456789"), rest = 0;
    const char *end = text + whole;
    if (*end == '.') {
        rest = strspn(end + 1, "0123456789");
        end += 1 + rest;
    }
    if (*end != '\0' || whole + rest == 0) return false;
    *out = strtod(text, NULL);
    return *out >= (double)option->low && *out <= (double)option->high;
}

static bool parse_range(const cli_option *option, const char *text, cli_range *out)
{
    const char *dash = strchr(text, '-');
    if (dash == NULL) {
        if (!parse_bounded(option, text, strlen(text), &out->low)) return false;
        out->high = out->low;
        return true;
    }
    return parse_bounded(option, text, (size_t)(dash - text), &out->low) &&
           parse_bounded(option, dash + 1, strlen(dash + 1), &out->high) && out->low <= out->high;
}

static bool parse_set(const cli_option *option, const char *text, uint32_t *out)
{
    *out = 0;
    if (strcmp(text, "none") == 0) return true;
    for (const char *p = text;; p++) {
        size_t length = strcspn(p, ","), index;
        if (!find_choice(option->choices, p, length, &index)) return false;
        *out |= 1u << index;
        p += length;
        if (*p == '\0') return true;
    }
}

static int refuse(const cli_option *option, const char *shown, const char *value)
{
    switch (option->kind) {
    case CLI_KIND_NUMBER:
        if (option->high == UINT64_MAX) {
            return cli_usage("%s: \"%s\" is not a number from %llu up", shown, value,
                             (unsigned long long)option->low);
        }
        return cli_usage("%s: \"%s\" is not a number from %llu to %llu", shown, value,
                         (unsigned long long)option->low, (unsigned long long)option->high);
    case CLI_KIND_SIZE:
        return cli_usage("%s: \"%s\" is not a number of bytes from %lluM up, as 256M or 4G", shown,
                         value, (unsigned long long)(option->low >> 20));
    case CLI_KIND_REAL:
        return cli_usage("%s: \"%s\" is not a number from %llu to %llu", shown, value,
                         (unsigned long long)option->low, (unsigned long long)option->high);
    case CLI_KIND_RANGE:
        return cli_usage("%s: \"%s\" is not a number or a range from %llu to %llu", shown, value,
                         (unsigned long long)option->low, (unsigned long long)option->high);
    case CLI_KIND_LIST: return cli_usage("%s: more than %d of them", shown, CLI_LIST_MAX);
    case CLI_KIND_SET:
        return cli_usage("%s: \"%s\" is not a list of %s, with commas between", shown, value,
                         option->choices);
    default: return cli_usage("%s: \"%s\" is not one of %s", shown, value, option->choices);
    }
}

static bool set_value(const cli_option *option, const char *value)
{
    cli_list *list = option->target;
    size_t index;
    switch (option->kind) {
    case CLI_KIND_TEXT: *(const char **)option->target = value; return true;
    case CLI_KIND_NUMBER: return parse_bounded(option, value, strlen(value), option->target);
    case CLI_KIND_SIZE: return parse_size(option, value, option->target);
    case CLI_KIND_REAL: return parse_real(option, value, option->target);
    case CLI_KIND_RANGE: return parse_range(option, value, option->target);
    case CLI_KIND_SET: return parse_set(option, value, option->target);
    case CLI_KIND_CHOICE:
        if (!find_choice(option->choices, value, strlen(value), &index)) return false;
        *(int *)option->target = (int)index;
        return true;
    case CLI_KIND_LIST:
        if (list->n == CLI_LIST_MAX) return false;
        list->items[list->n++] = value;
        return true;
    default: return false;
    }
}

/* ---- finding options ---- */

static const cli_option *find_option(char letter, const char *name, size_t length)
{
    for (const cli_option *const *group = current->options; *group != NULL; group++) {
        for (const cli_option *o = *group; o->kind != CLI_KIND_END; o++) {
            if (o->kind == CLI_KIND_HEADING) continue;
            if (letter != 0 && o->letter == letter) return o;
            if (letter == 0 && o->name != NULL && strlen(o->name) == length &&
                memcmp(o->name, name, length) == 0) {
                return o;
            }
        }
    }
    return NULL;
}

/* ---- help ---- */

static void print_wrapped(const char *text, int indent)
{
    int column = indent;
    for (const char *p = text; *p != '\0';) {
        size_t length = strcspn(p, " ");
        if (column > indent && column + 1 + (int)length > 96) {
            printf("\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            putchar(' ');
            column++;
        }
        fwrite(p, 1, length, stdout);
        column += (int)length;
        p += length;
        while (*p == ' ') p++;
    }
    putchar('\n');
}

static void print_option(const cli_option *option)
{
    char left[128];
    char letter[8] = "   ";
    if (option->kind == CLI_KIND_HEADING) {
        printf("\n%s:\n", option->help);
        return;
    }
    if (option->letter != 0)
        snprintf(letter, sizeof letter, "-%c%s", option->letter, option->name ? "," : "");
    int n = snprintf(left, sizeof left, "  %s %s%s%s%s%s", letter, option->name ? "--" : "",
                     option->name ? option->name : "",
                     option->otherwise ? "[="
                     : option->value   ? " "
                                       : "",
                     option->value ? option->value : "", option->otherwise ? "]" : "");
    if (n > 27)
        printf("%s\n%28s", left, "");
    else
        printf("%-28s", left);
    print_wrapped(option->help, 28);
}

static void print_help(void)
{
    printf("Usage: %s %s\n", current->name, current->usage);
    print_wrapped(current->summary, 0);
    for (const cli_option *const *group = current->options; *group != NULL; group++) {
        for (const cli_option *o = *group; o->kind != CLI_KIND_END; o++) print_option(o);
    }
}

/* ---- parsing ---- */

typedef enum step { STEP_ON, STEP_STOP } step;

/* Takes one option, whose value may be `attached` or the next argument. */
static step take_option(const cli_option *option, const char *shown, const char *attached, int argc,
                        char **argv, int *at, int *exit_code)
{
    *exit_code = CLI_DONE;
    if (!cli_given(option->target) && n_given < sizeof given / sizeof given[0]) {
        given[n_given++] = option->target;
    }
    if (option->kind == CLI_KIND_FLAG) {
        if (attached != NULL) {
            *exit_code = cli_usage("%s takes no value", shown);
            return STEP_STOP;
        }
        if (option->target != NULL) {
            *(bool *)option->target = true;
            return STEP_ON;
        }
        if (strcmp(option->name, "help") == 0)
            print_help();
        else
            printf("%s %s (ICU %s, Unicode %s)\n", current->name, zg_version(), zg_icu_version(),
                   zg_unicode_version());
        *exit_code = cli_finish(NULL, ZG_OK, NULL);
        return STEP_STOP;
    }
    const char *value = attached != NULL ? attached : option->otherwise;
    if (value == NULL) {
        if (*at + 1 >= argc) {
            *exit_code = cli_usage("%s needs a value: %s", shown, option->value);
            return STEP_STOP;
        }
        value = argv[++*at];
    }
    if (set_value(option, value)) return STEP_ON;
    *exit_code = refuse(option, shown, value);
    return STEP_STOP;
}

static step take_long(int argc, char **argv, int *at, int *exit_code)
{
    const char *argument = argv[*at], *name = argument + 2;
    size_t length = strcspn(name, "=");
    const cli_option *option = find_option(0, name, length);
    if (option == NULL) {
        *exit_code = cli_usage("there is no option %.*s; see %s --help", (int)length + 2, argument,
                               current->name);
        return STEP_STOP;
    }
    char shown[64];
    snprintf(shown, sizeof shown, "--%s", option->name);
    const char *attached = name[length] == '=' ? name + length + 1 : NULL;
    return take_option(option, shown, attached, argc, argv, at, exit_code);
}

static step take_short(int argc, char **argv, int *at, int *exit_code)
{
    for (const char *p = argv[*at] + 1; *p != '\0'; p++) {
        const cli_option *option = find_option(*p, NULL, 0);
        if (option == NULL) {
            *exit_code = cli_usage("there is no option -%c; see %s --help", *p, current->name);
            return STEP_STOP;
        }
        char shown[3] = {'-', *p, '\0'};
        bool flag = option->kind == CLI_KIND_FLAG;
        const char *attached = !flag && p[1] != '\0' ? p + 1 : NULL;
        if (take_option(option, shown, attached, argc, argv, at, exit_code) == STEP_STOP) {
            return STEP_STOP;
        }
        if (!flag) break;
    }
    return STEP_ON;
}

bool cli_parse(const cli_tool *tool, int argc, char **argv, const char *const **inputs, size_t *n,
               int *exit_code)
{
    int kept = 0;
    bool options = true;
    current = tool;
    cli_name(tool->name);
    for (int i = 1; i < argc; i++) {
        const char *argument = argv[i];
        step taken = STEP_ON;
        if (options && strcmp(argument, "--") == 0)
            options = false;
        else if (options && strncmp(argument, "--", 2) == 0)
            taken = take_long(argc, argv, &i, exit_code);
        else if (options && argument[0] == '-' && argument[1] != '\0')
            taken = take_short(argc, argv, &i, exit_code);
        else
            argv[kept++] = argv[i];
        if (taken == STEP_STOP) return false;
    }
    if (kept == 0 && !tool->no_input) {
        *exit_code = cli_usage(
            "no input: name files, folders, or - for standard input; see %s --help", tool->name);
        return false;
    }
    *inputs = (const char *const *)argv;
    *n = (size_t)kept;
    return true;
}

/* ---- settings ---- */

static zg_setting settings[128];
static char *values[128]; /* of them: made anew when asked again */

static char *copy_text(const char *text)
{
    size_t length = strlen(text) + 1;
    char *copy = malloc(length);
    if (copy != NULL) memcpy(copy, text, length);
    return copy;
}

static void show_set(const cli_option *option, char *out, size_t size)
{
    uint32_t bits = *(const uint32_t *)option->target;
    size_t length = 0;
    choice c;
    out[0] = '\0';
    for (size_t i = 0; choice_at(option->choices, i, &c); i++) {
        if (!(bits >> i & 1)) continue;
        length += (size_t)snprintf(out + length, size - length, "%s%.*s", length > 0 ? "," : "",
                                   (int)c.length, c.text);
    }
    if (length == 0) snprintf(out, size, "none");
}

/* All of a list, however long; NULL without memory. */
static char *copy_list(const cli_list *list)
{
    size_t length = 1;
    for (size_t i = 0; i < list->n; i++) length += strlen(list->items[i]) + 3;
    char *text = malloc(length), *end = text;
    if (text == NULL) return NULL;
    *end = '\0';
    for (size_t i = 0; i < list->n; i++) {
        end += snprintf(end, length - (size_t)(end - text), "%s%s", i > 0 ? " & " : "",
                        list->items[i]);
    }
    return text;
}

static const char *show_value(const cli_option *option)
{
    static char text[4096];
    const cli_range *range = option->target;
    choice c = {.text = ""};
    switch (option->kind) {
    case CLI_KIND_FLAG: return *(const bool *)option->target ? "true" : "false";
    case CLI_KIND_TEXT:
        return *(const char *const *)option->target ? *(const char *const *)option->target : "";
    case CLI_KIND_NUMBER:
    case CLI_KIND_SIZE:
        snprintf(text, sizeof text, "%llu", (unsigned long long)*(const uint64_t *)option->target);
        break;
    case CLI_KIND_REAL:
        if (*(const double *)option->target < 0) return "adapts";
        snprintf(text, sizeof text, "%.6g", *(const double *)option->target);
        return text;
    case CLI_KIND_RANGE:
        snprintf(text, sizeof text, "%llu-%llu", (unsigned long long)range->low,
                 (unsigned long long)range->high);
        break;
    case CLI_KIND_CHOICE:
        choice_at(option->choices, (size_t) * (const int *)option->target, &c);
        snprintf(text, sizeof text, "%.*s", (int)c.length, c.text);
        break;
    case CLI_KIND_SET: show_set(option, text, sizeof text); break;
    default: text[0] = '\0';
    }
    return text;
}

zg_status cli_settings(const zg_setting **out, size_t *n, zg_error *error)
{
    *n = 0;
    for (const cli_option *const *group = current->options; *group != NULL; group++) {
        for (const cli_option *o = *group; o->kind != CLI_KIND_END; o++) {
            if (o->kind == CLI_KIND_HEADING || o->unsaid ||
                *n == sizeof settings / sizeof settings[0])
                continue;
            char *value =
                o->kind == CLI_KIND_LIST ? copy_list(o->target) : copy_text(show_value(o));
            if (value == NULL) {
                *error = (zg_error){.status = ZG_ERROR_MEMORY, .text = "out of memory"};
                return ZG_ERROR_MEMORY;
            }
            free(values[*n]);
            values[*n] = value;
            settings[(*n)++] =
                (zg_setting){o->name ? o->name : (o->letter == 'n' ? "n" : ""), value};
        }
    }
    *out = settings;
    return ZG_OK;
}
