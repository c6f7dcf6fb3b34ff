/* corpus: conditions on fields. A condition is a field, an operator and a list of values or
 * ranges; it is read with the type of its field at hand, so that a bad value is found before any
 * document is looked at. */
#include <string.h>

#include "corpus_fields.h"

typedef enum operator{ OP_EQUAL, OP_NOT, OP_LESS, OP_UP_TO, OP_MORE, OP_FROM } operator;

static const struct {
    const char *text;
    operator op;
} operators[] = {{"!=", OP_NOT},  {"<=", OP_UP_TO}, {">=", OP_FROM},
                 {"=", OP_EQUAL}, {"<", OP_LESS},   {">", OP_MORE}};

/* One value of a list: a value, a range of which either end may be open, or "missing". */
typedef struct item {
    bool missing, range;
    bool has_low, has_high;
    zg_value low, high; /* a single value is `low` */
} item;

typedef struct condition {
    const char *text; /* as given */
    size_t field;
    zg_field_type type;
    operator op;
    item *items;
    size_t n, capacity;
    char *values; /* unescaped text of the items */
} condition;

static void free_conditions(condition *conditions, size_t n)
{
    for (size_t i = 0; i < n && conditions != NULL; i++) {
        zg_memory_free(conditions[i].items);
        zg_memory_free(conditions[i].values);
    }
    zg_memory_free(conditions);
}

/* An error of the command line: "CONDITION": what, with the list of fields where that helps. */
static zg_status refuse(const zg_corpus *corpus, const condition *c, const char *what, bool list,
                        zg_error *error)
{
    zg_buffer text = {0};
    bool good = zg_buffer_byte(&text, '"') && zg_value_show(&text, c->text, strlen(c->text)) &&
                zg_buffer_text(&text, "\": ") && zg_buffer_text(&text, what) &&
                (!list || zg_fields_list(corpus, &text)) && zg_buffer_byte(&text, '\0');
    zg_status status = good ? zg_error_set(error, ZG_ERROR_ARGUMENT, "--where", "%s", text.data)
                            : zg_error_memory(error);
    zg_buffer_free(&text);
    return status;
}

/* ---- field and operator ---- */

/* The operator at `p`; NULL where there is none. */
static const char *operator_at(const char *p, operator* op)
{
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        size_t length = strlen(operators[i].text);
        if (strncmp(p, operators[i].text, length) != 0) continue;
        *op = operators[i].op;
        return p + length;
    }
    return NULL;
}

static bool find_field(const zg_corpus *corpus, const char *name, size_t length, size_t *field)
{
    if (length == 8 && memcmp(name, "document", 8) == 0) {
        *field = ZG_FIELD_DOCUMENT;
        return true;
    }
    return zg_corpus_field_find(corpus, name, length, field);
}

static zg_status no_field(const zg_corpus *corpus, const condition *c, size_t length,
                          zg_error *error)
{
    size_t field;
    zg_buffer text = {0};
    if (find_field(corpus, c->text, strlen(c->text), &field)) {
        return refuse(corpus, c,
                      "a field is there, a condition is not; quote conditions, as in "
                      "'year>=1990', since < and > mean something else to the shell",
                      false, error);
    }
    bool good = zg_buffer_text(&text, "no field is called ") &&
                zg_value_show(&text, c->text, length) && zg_buffer_text(&text, "; there is ") &&
                zg_buffer_byte(&text, '\0');
    zg_status status = good ? refuse(corpus, c, text.data, true, error) : zg_error_memory(error);
    zg_buffer_free(&text);
    return status;
}

/* Finds the field: the longest name of one that an operator follows, so that names may hold
 * signs; blanks may stand around the operator. `*values` is what follows it. */
static zg_status parse_field(const zg_corpus *corpus, condition *c, const char **values,
                             zg_error *error)
{
    size_t first = strcspn(c->text, "=<>"), field;
    if (first > 0 && c->text[first] == '=' && c->text[first - 1] == '!') first--;
    *values = NULL;
    for (size_t at = strlen(c->text); at-- > 0;) {
        operator op;
        const char *behind = operator_at(c->text + at, &op);
        size_t length = at;
        if (behind == NULL) continue;
        bool found = find_field(corpus, c->text, length, &field);
        while (!found && length > 0 && c->text[length - 1] == ' ') {
            found = find_field(corpus, c->text, --length, &field);
        }
        if (!found) continue;
        c->field = field;
        c->op = op;
        *values = behind;
        break;
    }
    if (*values == NULL) return no_field(corpus, c, first, error);
    c->type = zg_field_kind(corpus, c->field);
    if (**values == '=' && c->op == OP_EQUAL) {
        return refuse(corpus, c, "a single = compares (\\= for a value that begins with one)",
                      false, error);
    }
    return ZG_OK;
}

/* ---- values ---- */

static zg_status bad_value(const zg_corpus *corpus, const condition *c, const char *text,
                           size_t length, zg_error *error)
{
    zg_buffer what = {0};
    const char *wanted = c->type == ZG_FIELD_NUMBER
                             ? "\" is not a number, and all values of the field are"
                             : "\" is not a date, and all values of the field are";
    bool good = zg_buffer_byte(&what, '"') && zg_value_show(&what, text, length) &&
                zg_buffer_text(&what, wanted) && zg_buffer_byte(&what, '\0');
    zg_status status = good ? refuse(corpus, c, what.data, false, error) : zg_error_memory(error);
    zg_buffer_free(&what);
    return status;
}

/* Text does not compare by size: says which value made the field text. */
static zg_status text_compared(const zg_corpus *corpus, const condition *c, zg_error *error)
{
    zg_buffer what = {0};
    bool good = zg_fields_culprit(corpus, c->field, &what) &&
                zg_buffer_text(&what, ", so only = and != compare it") &&
                zg_buffer_byte(&what, '\0');
    zg_status status = good ? refuse(corpus, c, what.data, false, error) : zg_error_memory(error);
    zg_buffer_free(&what);
    return status;
}

/* A number or date, blanks around it aside. */
static zg_status parse_value(const zg_corpus *corpus, const condition *c, const char *text,
                             size_t length, zg_value *out, zg_error *error)
{
    while (c->type != ZG_FIELD_TEXT && length > 0 && text[0] == ' ') text++, length--;
    while (c->type != ZG_FIELD_TEXT && length > 0 && text[length - 1] == ' ') length--;
    if (zg_value_parse(c->type, text, length, out)) return ZG_OK;
    return bad_value(corpus, c, text, length, error);
}

static bool is_value_of_some(const zg_corpus *corpus, size_t field, const char *text, size_t length)
{
    for (uint64_t d = 0; d < corpus->n_documents; d++) {
        size_t n;
        const char *value = zg_field_value(corpus, field, d, &n);
        if (n == length && memcmp(value, text, n) == 0) return true;
    }
    return false;
}

static const char *find_dots(const char *text, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++) {
        if (text[i] == '.' && text[i + 1] == '.') return text + i;
    }
    return NULL;
}

static zg_status parse_range(const zg_corpus *corpus, const condition *c, const char *text,
                             size_t length, const char *dots, item *out, zg_error *error)
{
    size_t low = (size_t)(dots - text), high = length - low - 2;
    zg_status status = ZG_OK;
    out->range = true;
    out->has_low = low > 0;
    out->has_high = high > 0;
    if (low == 0 && high == 0)
        return refuse(corpus, c, "a range has one end at least", false, error);
    if (out->has_low) status = parse_value(corpus, c, text, low, &out->low, error);
    if (status == ZG_OK && out->has_high) {
        status = parse_value(corpus, c, dots + 2, high, &out->high, error);
    }
    if (status != ZG_OK || !out->has_low || !out->has_high) return status;
    bool turned = c->type == ZG_FIELD_DATE
                      ? out->low.date.span.begin > out->high.date.span.end
                      : zg_decimal_compare(&out->low.number, &out->high.number) > 0;
    return turned ? refuse(corpus, c, "the range ends before it begins", false, error) : ZG_OK;
}

/* `escaped`: dots were written with a backslash, so they are no range. */
static zg_status parse_item(const zg_corpus *corpus, condition *c, const char *text, size_t length,
                            bool escaped, zg_error *error)
{
    if (!zg_memory_grow(&c->items, &c->capacity, c->n + 1, sizeof *c->items)) {
        return zg_error_memory(error);
    }
    item *out = &c->items[c->n++];
    *out = (item){.missing = length == 0};
    const char *dots = escaped ? NULL : find_dots(text, length);
    if (length == 0) return ZG_OK;
    if (dots != NULL && c->type == ZG_FIELD_TEXT) {
        if (!is_value_of_some(corpus, c->field, text, length)) {
            return text_compared(corpus, c, error);
        }
        dots = NULL;
    }
    if (dots != NULL) return parse_range(corpus, c, text, length, dots, out, error);
    return parse_value(corpus, c, text, length, &out->low, error);
}

/* "V[,V...]" with ranges; a backslash takes a comma, a point, = or another one as it is. */
static zg_status parse_list(const zg_corpus *corpus, condition *c, const char *values,
                            zg_error *error)
{
    char *to = c->values, *from = to;
    bool escaped = false;
    zg_status status;
    for (const char *p = values;; p++) {
        if (*p == '\0' || *p == ',') {
            status = parse_item(corpus, c, from, (size_t)(to - from), escaped, error);
            if (status != ZG_OK || *p == '\0') return status;
            from = to;
            escaped = false;
        } else if (*p == '\\' && p[1] != '\0' && strchr(",.=\\", p[1]) != NULL) {
            escaped = escaped || p[1] == '.';
            *to++ = *++p;
        } else {
            *to++ = *p;
        }
    }
}

static zg_status parse_condition(const zg_corpus *corpus, condition *c, zg_error *error)
{
    const char *values;
    zg_status status = parse_field(corpus, c, &values, error);
    if (status != ZG_OK) return status;
    c->values = zg_memory_text(values, strlen(values));
    if (c->values == NULL) return zg_error_memory(error);
    if (c->op == OP_EQUAL || c->op == OP_NOT) return parse_list(corpus, c, values, error);
    if (c->type == ZG_FIELD_TEXT) return text_compared(corpus, c, error);
    if (!zg_memory_grow(&c->items, &c->capacity, 1, sizeof *c->items)) {
        return zg_error_memory(error);
    }
    c->n = 1;
    c->items[0] = (item){0};
    return parse_value(corpus, c, c->values, strlen(c->values), &c->items[0].low, error);
}

/* ---- documents ---- */

/* Whether a value lies within what `low` and `high` stand for, both in it; NULL: open. */
static bool within(zg_field_type type, const zg_value *value, const zg_value *low,
                   const zg_value *high)
{
    if (type == ZG_FIELD_DATE) {
        return (low == NULL || value->date.span.begin >= low->date.span.begin) &&
               (high == NULL || value->date.span.end <= high->date.span.end);
    }
    return (low == NULL || zg_value_compare(type, value, low) >= 0) &&
           (high == NULL || zg_value_compare(type, value, high) <= 0);
}

static bool matches(const condition *c, const item *i, const zg_value *value)
{
    if (i->missing) return false;
    if (i->range) {
        return within(c->type, value, i->has_low ? &i->low : NULL, i->has_high ? &i->high : NULL);
    }
    return within(c->type, value, &i->low, &i->low);
}

/* Below or above the whole of what the other side stands for, as `op` says. */
static bool compares(const condition *c, const zg_value *value)
{
    const zg_value *other = &c->items[0].low;
    if (c->op == OP_UP_TO) return within(c->type, value, NULL, other);
    if (c->op == OP_FROM) return within(c->type, value, other, NULL);
    if (c->type == ZG_FIELD_DATE) {
        return c->op == OP_LESS ? value->date.span.end < other->date.span.begin
                                : value->date.span.begin > other->date.span.end;
    }
    int order = zg_value_compare(c->type, value, other);
    return c->op == OP_LESS ? order < 0 : order > 0;
}

static bool holds(const zg_corpus *corpus, const condition *c, uint64_t document)
{
    size_t length;
    zg_value value;
    const char *text = zg_field_value(corpus, c->field, document, &length);
    bool missing = length == 0, any = false;
    if (c->op != OP_EQUAL && c->op != OP_NOT) {
        return !missing && zg_value_parse(c->type, text, length, &value) && compares(c, &value);
    }
    if (!missing && !zg_value_parse(c->type, text, length, &value)) return false;
    for (size_t i = 0; i < c->n && !any; i++) {
        any = missing ? c->items[i].missing : matches(c, &c->items[i], &value);
    }
    return c->op == OP_EQUAL ? any : !missing && !any;
}

/* Nothing left: names the first condition that no document meets. */
static zg_status nothing_left(const zg_corpus *corpus, const condition *conditions, size_t n,
                              zg_error *error)
{
    for (size_t i = 0; i < n; i++) {
        bool any = false;
        for (uint64_t d = 0; d < corpus->n_documents && !any; d++) {
            any = holds(corpus, &conditions[i], d);
        }
        if (any) continue;
        return zg_error_set(error, ZG_ERROR_EMPTY, "--where",
                            "no document is left: \"%.200s\" holds for none", conditions[i].text);
    }
    return zg_error_set(error, ZG_ERROR_EMPTY, "--where",
                        "no document is left: no document meets all of the conditions");
}

static zg_status select_documents(const zg_corpus *corpus, const condition *conditions, size_t n,
                                  zg_selection **out, zg_error *error)
{
    zg_selection *selection = NULL;
    zg_status status = zg_selection_new(corpus->n_documents, &selection, error);
    if (status != ZG_OK) return status;
    for (uint64_t d = 0; d < corpus->n_documents; d++) {
        bool all = true;
        for (size_t i = 0; i < n && all; i++) all = holds(corpus, &conditions[i], d);
        if (all) zg_selection_add(corpus, selection, d);
    }
    if (selection->n == 0) {
        zg_selection_free(selection);
        return nothing_left(corpus, conditions, n, error);
    }
    *out = selection;
    return ZG_OK;
}

zg_status zg_corpus_select(const zg_corpus *corpus, const char *const *where, size_t n,
                           zg_selection **out, zg_error *error)
{
    condition *conditions = zg_memory_zeroed(n, sizeof *conditions);
    zg_status status = conditions == NULL ? zg_error_memory(error) : ZG_OK;
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        conditions[i].text = where[i];
        status = parse_condition(corpus, &conditions[i], error);
    }
    if (status == ZG_OK) status = select_documents(corpus, conditions, n, out, error);
    free_conditions(conditions, n);
    return status;
}
