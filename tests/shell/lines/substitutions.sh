echo $(echo a; echo b) "$(echo a; echo b)" `echo c`
echo "$(echo "$(echo "deep $(echo er)")")" `echo \`echo back\``
x=$(printf 'a\n\n\n'); echo "[$x]"; x="$(printf '\na')"; echo "[$x]"
echo $(cat a.txt) | wc -l; echo "$(cat a.txt)" | wc -l; echo $(cat a.txt)
x=1; (x=2; echo $x); echo $x; x=3; y=$(x=4; echo $x); echo $x $y
x=1; echo a | x=2; echo $x; echo b | { read x; echo $x; }; echo $x
x=1; { x=2; }; echo $x; cd /tmp; (cd /); pwd
echo $(echo 'a b' c) "$(echo 'a  b')"; echo $(echo '*.txt') "$(echo '*.txt')"
echo "$(echo ')' "(" ; echo '"')" $(echo ")") $(# comment )
)
echo $(case b in a) echo 1;; b) echo 2;; esac) "$(case x in (x) echo 3;; esac)" $(echo case in esac)
echo $( (echo a); (echo b)) $( (echo c) )
echo "$(echo a
echo b)"
for i in $(echo a b; echo c); do echo "<$i>"; done; for i in "$(echo a b; echo c)"; do echo "<$i>"; done
echo $(exit 3)$?; (exit 4); echo $(echo $?); x=$(echo a; exit 5); echo $? $x
echo $(echo $(echo $(echo $(echo five)))); echo `echo $(echo mix)`
echo "$(cat <<E
in a document
E
)"
echo $(if true; then echo yes; fi; for i in 1 2; do echo $i; done)
