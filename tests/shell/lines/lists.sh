true && echo yes || echo no; false && echo yes || echo no
false || false || echo third; true && true && echo all
! true || echo inverted; ! false && echo inverted
echo a && echo b; echo c || echo d
{ echo a; echo b; } | cat -n; (echo c; echo d) | tail -1
echo a | cat | cat && echo b | cat | cat || echo c
if true; then echo t; fi; if false; then echo f; fi; echo $?
if false; then echo 1; elif true; then echo 2; else echo 3; fi
if [ -f a.txt ] && [ ! -f none ]; then echo files; fi
if ! [ a = b ]; then echo differ; else echo same; fi
for i in 1 2 3; do echo -n $i; done; echo; for i in a.txt *.json; do echo $i; done; echo $i
for i in; do echo never; done; echo $?; for i in $(echo x y); do echo $i; done
for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done; for i in 1 2 3; do [ $i = 2 ] && break; echo $i; done
for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done
for i in 1 2; do for j in a b; do [ $i$j = 1b ] && break 2; echo $i$j; done; done; echo $i$j
for i in 1 2; do (break; echo sub); echo $i; done; for i in 1 2; do break | cat; echo $i; done
for i in 1 2; do break 0; echo never; done; echo $?; for i in 1; do break 1 2; done; echo $?
i=0; while [ $i -lt 3 ]; do i=$((i + 1)); echo $i; done; until [ $i -eq 0 ]; do i=$((i - 1)); done; echo $i
while break; do echo never; done; echo $?
while read a b; do echo "$b|$a"; done < 'b c.txt'; while read line; do echo "<$line>"; done < a.txt
cat a.txt | while read line; do echo $line; done | head -2; echo done
for i in 1 2; do echo $i; done > out; cat out; while true; do echo once; break; done >> out; cat out
case abc in a*) echo a;; *) echo other;; esac; case x in a|x) echo two;; esac; case q in a) echo no;; esac; echo $?
case 'a b' in 'a b') echo quoted;; esac; x='*'; case a in "$x") echo no;; $x) echo glob;; esac
case file.txt in *.txt) echo text;; *.json) echo json;; esac; case 5 in [0-9]) echo digit;; esac
for i in 1 2 3; do case $i in 2) continue;; esac; echo $i; done
(exit 3) || echo $?; (echo sub; exit 4); echo $?; { (exit 5); }; echo $?
echo a | (read x; echo "$x$x"); echo b | if read y; then echo $y; fi; echo c | for i in 1; do cat; done
true | false; echo $?; false | true; echo $?; ! false | false; echo $?; ! true | true; echo $?
if false; then :; fi; echo $?; while false; do :; done; echo $?; for i in 1; do false; done; echo $?
((0)) || echo zero; ((1)) && echo one; (( 2 > 1 && 3 > 2 )) && echo both; ((x = 0)); echo $?
seq 100000 | head -2; seq 5 | tail -2 | head -1; seq 3 | while read n; do echo $((n * n)); done
echo a |& cat; { echo out; cat none; } |& grep -c none; for i in 1 2; do echo $i; done |& tail -1
( (echo a) ); ((echo b); echo c); (echo d; (echo e; exit 2); echo $?)
echo one; echo two \
  three; echo four &&
echo five |
cat
for i in 1 2
do echo $i
done
for i in 1 2;do echo $i;done;for i in a
do
echo $i
done | cat
while read x
do echo $x
done < a.txt
if true
then echo a
else echo b
fi
until true
do
:
done
case a
in
a)
echo a
;;
esac
{
echo a
}
(
echo a
)
for i
do echo $i
done
true &&
false ||
echo c |
cat
! false
! true |
cat
case a in a) echo 1; echo 2; ;; b) ;; esac; case b in a) ;; b) echo b
;;
c)
esac; case c in (a|b) echo x ;; (c) echo c; esac
if true; then
  for i in 1 2; do
    case $i in
      1) echo one ;;
      *)
        echo more
        ;;
    esac
  done
fi
for i in 1 2; do ! break; done; echo $?; for i in 1 2; do ! continue; done; echo $?; for i in 1; do break; done; echo $?
