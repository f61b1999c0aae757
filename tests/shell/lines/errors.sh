echo a; echo $((1 / 0)); echo never
echo a | cat | nosuch | wc -l; echo $?
cat a.txt > /none/f || echo failed; echo $?
[ 1 -eq 1 -a ]; echo $?
break; echo $?; continue; echo $?
x=1; echo ${x:?set}; (echo ${y:?gone}; echo never)
echo a; (echo ${y:?gone}; echo never); echo $?; echo $(echo ${y?gone}); echo after
exit 3; echo never
(exit 256); echo $?; (exit 257); echo $?; (exit -1); echo $?
false; exit
echo a; exit 0 | cat; echo b
for i in 1 2; do echo $i; exit 5; done
if true; then exit 6; fi; echo never
{ exit 7; } | cat; echo $?; { echo a; exit 8; }; echo never
echo $(exit 9); echo $?
(((1 / 0))); echo $?
echo ${x!y}; echo never
cd none && echo never; echo $?
fi
echo a; )
x=$(nosuch); echo $? $x; nosuch | cat; echo $?
echo "${#none}" ${none#a} ${none%a} ${none/a/b} ${none:1:2}; echo $?
