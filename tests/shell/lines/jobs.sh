sleep 1 & wait; echo $?; (exit 3) & wait $!; echo $?; false & wait $!; echo $?; true & wait %1; echo $?
{ sleep 1; echo slow; } & echo fast; wait; echo end; (sleep 2; echo 2) & (sleep 1; echo 1) & wait; echo both
x=1; { x=2; echo $x; } & wait; echo $x; wait 99999 2>/dev/null; echo $?; wait nonsense 2>/dev/null; echo $?
for i in 3 1 2; do (sleep $i; echo $i) & done; wait; echo done; (sleep 1 & wait; echo inner); echo outer
sleep 5 & jobs; kill $!; wait $!; echo $?; sleep 5 & kill %1; wait %1; echo $?; sleep 5 & kill -9 $!; wait $!; echo $?
sleep 3 & sleep 2 & jobs | wc -l; jobs -p | wc -l; kill %1 %2; wait; echo $?
kill 99999 2>/dev/null; echo $?; kill 2>/dev/null; echo $?; kill -NOSUCH 1 2>/dev/null; echo $?; kill -l 9; kill -l TERM; kill %9 2>/dev/null; echo $?
x=$(sleep 1 & echo now; wait; echo then); echo $x; (sleep 1; echo late) | cat & wait; { echo a; echo b & wait; } | cat
f() { sleep $1; echo "f $1"; }; f 2 & f 1 & wait; echo z; sleep 0.5 && echo short & sleep 1; echo long
sleep 2 & kill -0 $!; echo $?; kill -STOP $!; kill -CONT $!; wait $!; echo $?; sleep 1 | cat & wait $!; echo $?
(sleep 1; exit 4) & sleep 2; wait $!; echo $?; wait -n; echo $?; (exit 5) & wait -n; echo $?; true & false & wait; echo $?
echo out > f & wait; cat f; { echo group; sleep 1; echo later; } > g & wait; cat g; cat a.txt & wait; cat < a.txt & wait
while true; do sleep 1; done & sleep 2; kill $!; wait $! 2>/dev/null; echo $?; echo a & wait; echo b; (echo sub & wait) | cat
