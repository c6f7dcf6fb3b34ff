#!/bin/sh
# Scores layout on the printed pages of the data folder.
#   run.sh LAYOUT_DUMP SOURCE_ROOT      data: $ZG_DATA, else ../shared/data of the root
data=${ZG_DATA:-$2/../shared/data}
if [ ! -d "$data/pdf" ]; then
    echo "SKIPPED layout: 4 printed files and their variations: no folder $data"
    exit 0
fi
exec python3 "$(dirname "$0")/eval.py" "$1" "$data"
